import { isOpenToGuests } from '#domain/guest/guest.ts';
import type { Clock } from '../context.ts';
import { inTransaction, type Database } from '../db/database.ts';
import { notifyRights } from '../live/notify.ts';

const keptMs = 30 * 86_400_000;

/** Ends the sign-ins of guests whose session is over, also of sessions that nobody opened or ended. */
export async function endVisits({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  const rows = await db
    .selectFrom('auth_session')
    .innerJoin('person', 'person.id', 'auth_session.person_id')
    .innerJoin('session', 'session.id', 'person.guest_of')
    .selectAll('session')
    .select('auth_session.id as sign_in')
    .execute();
  const over = rows.filter((row) => !isOpenToGuests(row, clock.now()));
  await inTransaction(db, async (trx) => {
    for (const { sign_in } of over) {
      await trx.deleteFrom('auth_session').where('id', '=', sign_in).execute();
      await notifyRights(trx, { authSessionId: sign_in });
    }
  });
}

/**
 * Thirty days after a session its guests have no names any more: what they asked and how long they were there stays with
 * the institution they named. Who was never let in leaves nothing.
 */
export async function forgetGuests({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  const before = new Date(clock.now().getTime() - keptMs);
  const guests = await db
    .selectFrom('person')
    .innerJoin('session', 'session.id', 'person.guest_of')
    .leftJoin('guest_admission', 'guest_admission.person_id', 'person.id')
    .where('person.deleted_at', 'is', null)
    .where((eb) =>
      eb(eb.fn.coalesce('session.ended_at', 'session.cancelled_at', 'session.starts_at'), '<', before),
    )
    .select(['person.id', 'session.lang', 'guest_admission.admitted_at'])
    .limit(500)
    .execute();
  for (const guest of guests)
    await db
      .updateTable('person')
      .set({
        name: guest.lang === 'fr' ? 'Invité' : 'Guest',
        zone: 'UTC',
        deleted_at: clock.now(),
        ...(guest.admitted_at ? {} : { guest_institution: null }),
      })
      .where('id', '=', guest.id)
      .execute();
}
