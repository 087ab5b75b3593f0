import { findInvitations } from '../calendar/find-invitations.ts';
import { findReminders } from '../calendar/find-reminders.ts';
import { findDue } from '../commitment/find-due.ts';
import { findImports } from '../institution/import/run.ts';
import { forgetAccounts } from '../person/forget.ts';
import type { Clock } from '../context.ts';
import type { Database } from '../db/database.ts';
import { endVisits, forgetGuests } from '../guest/forget.ts';
import type { Log } from '../log.ts';
import { forgetAuthors } from '../plan/forget-authors.ts';
import { keepVersions } from '../plan/keep-versions.ts';

/** What timed work may use. The clock is the product's own. */
export interface TimedParts {
  db: Database;
  clock: Clock;
  log: Log;
}
export interface TimedWork {
  name: string;
  /** When, as a crontab line in UTC. What is due is found by a query, so that a late or a missed run loses nothing. */
  when: string;
  run(parts: TimedParts): Promise<unknown>;
}

/** All work that the product does by the clock, on one page. Each run may come twice or late. */
export const timedWork: readonly TimedWork[] = [
  {
    // Report-backs due this morning, and those silent for two days.
    name: 'find-due',
    when: '* * * * *',
    run: ({ db, clock }) => findDue({ db, now: clock.now() }),
  },
  {
    // Who does not know the present state of the sessions ahead, then who is to be reminded of them.
    name: 'find-invitations',
    when: '* * * * *',
    run: async ({ db, clock }) => {
      await findInvitations({ db, now: clock.now() });
      await findReminders({ db, now: clock.now() });
    },
  },
  // Guests are out when their session is over, and have no names a month later.
  { name: 'end-visits', when: '*/10 * * * *', run: endVisits },
  { name: 'forget-guests', when: '20 2 * * *', run: forgetGuests },
  // The plan as a session, and as each day, left it.
  { name: 'keep-versions', when: '* * * * *', run: keepVersions },
  { name: 'forget-authors', when: '40 2 * * *', run: forgetAuthors },
  {
    // Lists of institutions that somebody has said yes to; normally at once, by the job of that yes.
    name: 'find-imports',
    when: '* * * * *',
    run: findImports,
  },
  {
    // The last mail to somebody whose account is deleted, once it is sent; tries and links that are over.
    name: 'forget-accounts',
    when: '*/5 * * * *',
    run: ({ db, clock }) => forgetAccounts({ db, now: clock.now() }),
  },
];
