import { all, leaders, members, of, row, signedIn, type Row } from './row.ts';

const session = '/sessions/[session]';

/** Invitations to sessions, answers and calendars. */
export const calendarRows: Record<string, Row> = {
  'GET /rooms/[room]/calendar': row(of(...members)),
  [`GET ${session}/calendar`]: row(of(...members)),
  [`POST ${session}?/answer`]: row(of(...members), () => ({ answer: 'coming' })),
  [`GET ${session}/invitations`]: row(of(...leaders)),
  [`GET ${session}/agenda`]: row(of(...leaders)),
  [`POST ${session}/agenda`]: row(of(...leaders), () => ({ kind: 'coaching_session', title: 'Changed' })),
  'GET /me/calendar': row(of(...signedIn)),
  'POST /me/calendar?/make': row(of(...signedIn)),
  'POST /me/calendar?/end': row(of(...signedIn)),
  // Nobody's mail and nobody's address: the token of the test was never made.
  'GET /mailbox/[mail]/calendar': row({ ...all('not_found'), signed_out: 'sign_in' }),
  'GET /s/[token]': row(all('not_found')),
  // Leads back to the page, which is not found.
  'POST /s/[token]': row(all('ok'), () => ({ answer: 'coming' })),
  'GET /calendar/[secret].ics': row(all('not_found')),
};
