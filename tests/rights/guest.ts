import { all, leaders, of, row, type Row } from './row.ts';

const guests = '/sessions/[session]/guests';
const somebody = () => ({ personId: crypto.randomUUID() });

export const guestRows: Record<string, Row> = {
  // Whoever holds a link; this one is forged.
  'GET /guest/[token]': row(all('gone')),
  'POST /guest/[token]?/come': row(all('gone'), () => ({ name: 'A', institution: 'B', lang: 'en' })),
  // To everybody who is not its guest the same words, whether there is such a session or not.
  'GET /guests/[session]': row(all('ok')),
  [`GET ${guests}`]: row(of(...leaders)),
  [`POST ${guests}?/makeLink`]: row(of(...leaders)),
  // There is no such link and no such guest: each is asked about in server/guest.
  [`POST ${guests}?/revokeLink`]: row(of(), () => ({ linkId: crypto.randomUUID() })),
  [`POST ${guests}?/letIn`]: row(of(), somebody),
  [`POST ${guests}?/turnAway`]: row(of(), somebody),
  [`POST ${guests}?/remove`]: row(of('facilitator'), somebody),
};
