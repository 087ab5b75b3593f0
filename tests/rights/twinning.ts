import { network, of, ofAnyNetwork, ofThisNetwork, row, signedIn, type Row, type Subjects } from './row.ts';

const twinning = '/network/twinnings/[twinning]';
const between = ({ networkId, topicId, institutionIds }: Subjects) => ({
  ...{ networkId, topicId, step: '1', agreement: '', agreedOn: '' },
  ...{
    'givers.0.institutionId': institutionIds.gihara,
    'receivers.0.institutionId': institutionIds.muhura,
  },
});
const offers = '/network/institutions/[institution]/offers';

export const twinningRows: Record<string, Row> = {
  'GET /network/twinnings': row(of(...signedIn)),
  'GET /network/twinnings/new': row(of(...ofAnyNetwork)),
  'POST /network/twinnings/new': row(of(...network), between),
  [`GET ${twinning}`]: row(of(...ofThisNetwork)),
  [`GET ${twinning}/edit`]: row(of(...network)),
  [`POST ${twinning}/edit`]: row(of(...network), between),
  [`POST ${twinning}?/end`]: row(of(...network)),
  // The institution asked about is Gihara: its co-facilitator and manager speak for it
  'GET /network/offers': row(of(...signedIn)),
  [`GET ${offers}`]: row(of(...ofThisNetwork)),
  [`POST ${offers}`]: row(of('co_facilitator', 'manager', ...network), ({ topicId }) => ({
    ...{ 'offers.0.topicId': topicId, 'offers.0.stance': 'can_give', 'offers.0.figure': '12,5' },
  })),
};
