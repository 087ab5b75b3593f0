import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { waitingAtOnce } from '#domain/guest/guest.ts';
import { comeAsGuest } from '#domain/guest/schemas.ts';
import { newId, type PersonId, type SessionId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { conflict, gone, tooMany } from '../errors.ts';
import { notifyLive } from '../live/notify.ts';
import { sessionAccess } from '../session/access.ts';
import { farewell, linked } from './queries.ts';

/** What guests do before they are anybody: looking at a link, coming to the door. */
export function createGuestDoors({ db, clock }: { db: Database; clock: Clock }) {
  // A ward comes from one address; a hundred in a quarter of an hour is no ward.
  const byAddress = new RateLimiterMemory({ points: 100, duration: 15 * 60 });
  return {
    /** What a link opens, or why it opens nothing. */
    look: (token: string) => linked(db, token, clock.now()),
    /**
     * Comes to a session's door: makes the guest and tells those who lead; returns who it is, for the sign-in. Who is
     * that session's guest already stays the one they are.
     */
    async come(
      token: string,
      actor: Actor | null,
      raw: unknown,
      from: { address: string },
    ): Promise<{ personId: PersonId; sessionId: SessionId; again: boolean }> {
      const input = parseInput(comeAsGuest, raw);
      const link = await linked(db, token, clock.now());
      if (!link.open) throw gone(`guest_gone_${link.because}`);
      const sessionId = link.session.id;
      if (actor?.guestOf === sessionId) return { personId: actor.personId, sessionId, again: true };
      await take(byAddress, from.address);
      const personId = newId<PersonId>();
      const { institution, zone, ...said } = input;
      await inTransaction(db, async (trx) => {
        const now = clock.now();
        await mustHaveRoom(trx, link.linkId, sessionId);
        await trx
          .insertInto('person')
          .values({
            ...{ id: personId, ...said, zone: zone ?? link.session.zone, created_at: now },
            ...{ guest_of: sessionId, guest_institution: institution },
          })
          .execute();
        await trx
          .insertInto('guest_admission')
          .values({ session_id: sessionId, person_id: personId, link_id: link.linkId, asked_at: now })
          .execute();
        await notifyLive(trx, `session:${sessionId}`, now);
      });
      return { personId, sessionId, again: false };
    },
    /** Whether somebody with an account may see the session anyway, and needs no guest's door. */
    isInvitedAlready: (actor: Actor, sessionId: string): Promise<boolean> =>
      sessionAccess({ db, actor }, sessionId).then(
        () => true,
        () => false,
      ),
    /** How the visit of somebody who is no guest any more ended. */
    farewell: (sessionId: string, personId: string) => farewell(db, sessionId, personId),
  };
}

/** Under the link's lock: it may have been taken back meanwhile, and a door holds so many. */
async function mustHaveRoom(trx: Tx, linkId: string, sessionId: string): Promise<void> {
  const link = await trx
    .selectFrom('guest_link')
    .where('id', '=', linkId)
    .where('revoked_at', 'is', null)
    .select('id')
    .forUpdate()
    .executeTakeFirst();
  if (!link) throw gone('guest_gone_revoked');
  const { waiting } = await trx
    .selectFrom('guest_admission')
    .where('session_id', '=', sessionId)
    .where('admitted_at', 'is', null)
    .where('refused_at', 'is', null)
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .executeTakeFirstOrThrow();
  if (Number(waiting) >= waitingAtOnce) throw conflict('guest_error_full');
}

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (error instanceof RateLimiterRes) throw tooMany(Math.ceil(error.msBeforeNext / 1000));
    throw error;
  }
}
