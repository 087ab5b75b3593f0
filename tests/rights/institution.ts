import { network, of, ofAnyNetwork, ofThisNetwork, row, signedIn, type Row, type Subjects } from './row.ts';

const here = '/network/institutions/[institution]';
const speakers = of('co_facilitator', 'manager', ...network);
const fields = () => ({
  ...{ name: `Hospital ${Math.random()}`, shortName: 'H', level: 'district', place: 'Here' },
  ...{ zone: 'Africa/Kigali', lang: 'en', 'langs.en': 'on' },
});
const added = ({ networkId }: Subjects) => ({ networkId, ...fields() });

/** Institutions. The one asked about is Gihara; co-facilitator and manager speak for it. */
export const institutionRows: Record<string, Row> = {
  'GET /network/institutions': row(of(...signedIn)),
  'GET /network/institutions/new': row(of(...ofAnyNetwork)),
  'POST /network/institutions/new': row(of(...network), added),
  'GET /network/institutions/template': row(of(...ofAnyNetwork)),
  'POST /network/institutions/export': row(of(...network), ({ networkId }) => ({ networkId, format: 'csv' })),
  'GET /network/institutions/import': row(of(...ofAnyNetwork)),
  'POST /network/institutions/import': row(of(...network), ({ networkId }) => ({
    ...{ networkId, text: 'Name;Level;Place\nA;dh;B' },
  })),
  'GET /network/institutions/import/[import]': row(of(...network)),
  'GET /network/institutions/import/[import]/refused': row(of(...network)),
  'POST /network/institutions/import/[import]?/confirm': row(of(...network), () => ({ version: '1' })),
  'POST /network/institutions/import/[import]?/drop': row(of(...network)),
  'GET /network/institutions/merge': row(of(...ofAnyNetwork)),
  // Twinned with each other: who has the right is told so
  'POST /network/institutions/merge?/apart': row(
    of(...network),
    ({ institutionIds: { gihara, nyanza } }) => ({
      ...{ oneId: gihara, otherId: nyanza },
    }),
  ),
  'POST /network/institutions/merge?/merge': row(
    of(...network),
    ({ institutionIds: { gihara, nyanza } }) => ({
      ...{ keepId: gihara, a: gihara, b: nyanza },
    }),
  ),
  [`GET ${here}`]: row(of(...ofThisNetwork)),
  [`GET ${here}/edit`]: row(speakers),
  [`POST ${here}/edit?/save`]: row(speakers, fields),
  [`POST ${here}/edit?/addFocal`]: row(speakers, () => ({ name: 'Alice' })),
  [`POST ${here}/edit?/changeFocal`]: row(speakers, ({ focalPointId }) => ({ focalPointId, name: 'Alice' })),
  [`POST ${here}/edit?/removeFocal`]: row(speakers, ({ focalPointId }) => ({ focalPointId })),
};
