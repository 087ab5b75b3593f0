import { network, of, row, signedIn, type Row, type Subjects } from './row.ts';

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
  'GET /network/institutions/new': row(of(...network)),
  'POST /network/institutions/new': row(of(...network), added),
  [`GET ${here}`]: row(of(...signedIn)),
  [`GET ${here}/edit`]: row(speakers),
  [`POST ${here}/edit?/save`]: row(speakers, fields),
  [`POST ${here}/edit?/addFocal`]: row(speakers, () => ({ name: 'Alice' })),
  // No such focal point for anybody: whose it is, is asked in server/institution
  [`POST ${here}/edit?/changeFocal`]: row({ ...of(), signed_out: 'sign_in' }, () => ({
    ...{ focalPointId: crypto.randomUUID(), name: 'Alice' },
  })),
  [`POST ${here}/edit?/removeFocal`]: row({ ...of(), signed_out: 'sign_in' }, () => ({
    focalPointId: crypto.randomUUID(),
  })),
};
