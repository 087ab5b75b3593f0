import { network, of, ofAnyNetwork, row, type Row, type Subjects } from './row.ts';

const people = '/rooms/[room]/people';
const at = `${people}/[person]`;
const institution = `${people}/institutions/[institution]`;
const staff = '/network/institutions/[institution]/people';
// Théo, the co-facilitator of Gihara, is the person asked about.
const change = ({ institutionIds }: Subjects) => ({
  ...{ role: 'co_facilitator', institutionId: institutionIds.gihara },
});
const ofGihara = of('staff', 'co_facilitator', 'manager', ...network);
const speakers = of('co_facilitator', 'manager', 'administrator');
const changers = of('co_facilitator', 'facilitator', 'manager', ...network);

/** Places of people, and the audit. The institution asked about is Gihara, the person is its co-facilitator. */
export const rightsRows: Record<string, Row> = {
  // Nothing of the network by this id: the right is there, the form is not done
  [`POST ${people}?/add`]: row(of('facilitator', ...network), () => ({
    ...{ institutionId: crypto.randomUUID(), side: 'receiver' },
  })),
  [`GET ${at}`]: row(changers),
  [`POST ${at}?/change`]: row(changers, change),
  // An empty choice: the right is there, the form is not done
  [`POST ${at}?/replace`]: row(changers, () => ({ successorId: crypto.randomUUID() })),
  [`POST ${at}?/remove`]: row(of('facilitator', 'manager', ...network), () => ({
    successorId: crypto.randomUUID(),
  })),
  // Whoever asks leaves themselves, whoever's place the address names; the last facilitator is asked twice
  [`POST ${at}?/leave`]: row(of('staff', 'co_facilitator', 'facilitator', 'manager', 'observer')),
  [`GET ${institution}`]: row(of('facilitator', 'manager', ...network)),
  [`POST ${institution}?/leave`]: row(of('facilitator', 'manager', ...network)),
  [`POST ${institution}?/return`]: row(of('facilitator', ...network)),

  [`GET ${staff}`]: row(ofGihara),
  [`GET ${staff}/[person]`]: row(speakers),
  [`POST ${staff}/[person]?/change`]: row(speakers, () => ({ role: 'co_facilitator' })),
  [`POST ${staff}/[person]?/remove`]: row(speakers, () => ({ successorId: crypto.randomUUID() })),
  [`GET ${staff}/leaving`]: row(of('manager', 'administrator')),
  // Without the yes nothing happens, and who may not is not asked for it
  [`POST ${staff}/leaving`]: row(of('manager', 'administrator'), () => ({ sure: '' })),
  [`POST ${staff}/file`]: row(of('manager', 'administrator'), () => ({ format: 'csv' })),

  'GET /network/people': row(of(...ofAnyNetwork)),
  'POST /network/people?/step': row({ ...of(), signed_out: 'sign_in' }, ({ networkId }) => ({
    ...{ networkId, personId: crypto.randomUUID() },
  })),
  'POST /network/people?/take': row({ ...of(), signed_out: 'sign_in' }, ({ networkId }) => ({
    ...{ networkId, personId: crypto.randomUUID(), role: 'administrator' },
  })),
  'GET /network/audit': row(of('administrator', 'other_administrator')),
  'POST /network/audit/file': row(of('administrator'), ({ networkId }) => ({ networkId })),
};
