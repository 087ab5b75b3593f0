import { all, leaders, of, row, type Row, type Subjects } from './row.ts';

const guests = '/sessions/[session]/guests';
const waiting = ({ waitingId }: Subjects) => ({ personId: waitingId });
const visitor = ({ visitorId }: Subjects) => ({ personId: visitorId });

export const guestRows: Record<string, Row> = {
  // Whoever holds a link; this one is forged.
  'GET /guest/[token]': row(all('gone')),
  'POST /guest/[token]?/come': row(all('gone'), () => ({ name: 'A', institution: 'B', lang: 'en' })),
  // To everybody who is not its guest the same words, whether there is such a session or not.
  'GET /guests/[session]': row(all('ok')),
  [`GET ${guests}`]: row(of(...leaders)),
  [`POST ${guests}?/makeLink`]: row(of(...leaders)),
  [`POST ${guests}?/revokeLink`]: row(of(...leaders), ({ guestLinkId }) => ({ linkId: guestLinkId })),
  [`POST ${guests}?/letIn`]: row(of(...leaders), waiting),
  [`POST ${guests}?/turnAway`]: row(of(...leaders), waiting),
  [`POST ${guests}?/remove`]: row(of(...leaders), visitor),
};
