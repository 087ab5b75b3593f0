import type { Logger } from 'pino';
import type { Actor } from '#domain/person/actor.ts';
import { enterCall, seeing, somebodyInSession } from '#domain/session/schemas.ts';
import { parseInput, type Clock, type ReadContext } from '../context.ts';
import type { Database } from '../db/database.ts';
import { DomainError, signedOut } from '../errors.ts';
import { placeInCall } from '../session/attendance.ts';
import { sessionAccess } from '../session/access.ts';
import {
  personOfIdentity,
  sessionOfMediaRoom,
  type CallServer,
  type CallServerState,
} from './call-server.ts';
import { reconcile } from './reconcile.ts';
import { createRoomControl } from './room-control.ts';
import { createSeen } from './seen.ts';
import { bearer, grant } from './tokens.ts';
import { handle, verified } from './webhooks.ts';

export interface MediaParts {
  db: Database;
  clock: Clock;
  log: Logger;
  server: CallServer;
}

const dayMs = 86_400_000;

/** Calls: who may come in, who is in, who is taken out. Does its own part only; sessions and rights are asked. */
export function createMedia({ db, clock, log, server }: MediaParts) {
  const control = createRoomControl(server);
  const seen = createSeen();
  /** By which sign-in each device came in. Lost with the process, as the sockets it let through are. */
  const signIns = new Map<
    string,
    { sessionId: string; identity: string; authSessionId: string; at: number }
  >();
  const reading = (actor: Actor | null): ReadContext => {
    if (!actor) throw signedOut();
    return { db, actor, now: clock.now() };
  };
  return {
    state: (): CallServerState => server.state(),
    /** A way into the call; makes its room on the media server. `unavailable` while there is no media server. */
    async enter(actor: Actor | null, raw: unknown) {
      const ctx = reading(actor);
      const input = parseInput(enterCall, raw);
      const way = await grant(ctx, server, input);
      if (server.state().kind !== 'ready') throw new DomainError('unavailable', 'Calls are not available');
      await control.open(input.sessionId);
      return way;
    },
    /** Mutes somebody whose microphone was left on. Those who lead the room. */
    async mute(actor: Actor | null, raw: unknown): Promise<void> {
      const input = parseInput(somebodyInSession, raw);
      await sessionAccess(reading(actor), input.sessionId, 'lead');
      if (server.state().kind !== 'ready') throw new DomainError('unavailable', 'Calls are not available');
      await control.mute(input.sessionId, input.personId);
    },
    /** A page tells that it decoded new frames of a track; answers how many do. */
    async see(actor: Actor | null, raw: unknown): Promise<number> {
      const ctx = reading(actor);
      const input = parseInput(seeing, raw);
      await sessionAccess(ctx, input.sessionId, 'join');
      return seen.report(input.sessionId, input.trackSid, ctx.actor.personId, ctx.now);
    },
    /** How many pages decoded this track within the last five seconds. */
    async seenBy(actor: Actor | null, raw: unknown): Promise<number> {
      const ctx = reading(actor);
      const input = parseInput(seeing, raw);
      await sessionAccess(ctx, input.sessionId);
      return seen.count(input.sessionId, input.trackSid, ctx.now);
    },
    /** Whether the bearer of a token may pass `/rtc`: the media server itself lets removed people back in. */
    async admit(token: string, actor: Actor | null): Promise<boolean> {
      const person = await bearer(server, token);
      // A token outlives the sign-in that asked for it: whoever brings it must still be signed in as the same person.
      if (!person || !actor || person.personId !== actor.personId) return false;
      const place = await placeInCall(db, person.sessionId, person.personId);
      // Who only listens by now asks for another token: this one would let them speak.
      if (place === 'out' || (place === 'listens' && person.speaks)) return false;
      const { sessionId, identity } = person;
      signIns.set(`${sessionId} ${identity}`, {
        ...{ sessionId, identity },
        authSessionId: actor.authSessionId,
        at: clock.now().getTime(),
      });
      return true;
    },
    /** A webhook of the media server: false when it is not signed by it. */
    async hear(body: string, authorization: string | undefined): Promise<boolean> {
      const event = await verified(server, body, authorization);
      if (!event) return false;
      // Thanked for at once, done in its own time; what fails here is mended by the minute's reconciling.
      handle(db, event, clock.now())
        // Rights that went while they were coming in found nobody to take out.
        .then(() => (event.event === 'participant_joined' ? settleIn(event.room?.name) : undefined))
        .catch((error: unknown) =>
          log.error({ err: error, part: 'media', event: event.event }, 'a webhook failed'),
        );
      return true;
    },
    /** Rights changed: whoever may not be in a call any more is taken out of it. */
    async recheck(change: {
      personId?: string | undefined;
      roomId?: string | undefined;
      authSessionId?: string | undefined;
    }): Promise<void> {
      if (server.state().kind !== 'ready') return;
      if (change.authSessionId) return leaveWith(change.authSessionId);
      let asked = db
        .selectFrom('attendance')
        .innerJoin('session', 'session.id', 'attendance.session_id')
        .where('left_at', 'is', null)
        .select('attendance.session_id')
        .distinct();
      if (change.roomId) asked = asked.where('session.room_id', '=', change.roomId);
      if (change.personId) asked = asked.where('attendance.person_id', '=', change.personId);
      const ended = change.roomId ? await closedSessions(db, change.roomId) : [];
      const sessions = new Set((await asked.execute()).map((row) => row.session_id));
      for (const sessionId of await comingIn(change)) sessions.add(sessionId);
      // A call that has ended is closed whole: its people read that it is over, not that somebody took them out.
      for (const sessionId of ended) sessions.delete(sessionId);
      await Promise.all([
        ...[...sessions].map(settle),
        ...ended.map((sessionId) => control.close(sessionId)),
      ]);
    },
    /** Once a minute: what webhooks did not tell (a killed media server says nothing) is set right. */
    async reconcile(): Promise<void> {
      seen.sweep(clock.now());
      for (const [key, { at }] of signIns) if (at < clock.now().getTime() - dayMs) signIns.delete(key);
      if (server.state().kind === 'ready') await reconcile({ db, clock, control });
    },
  };

  /** A sign-in ended, here or from another device: the calls it was in end for it. */
  async function leaveWith(authSessionId: string): Promise<void> {
    for (const [key, one] of signIns) {
      if (one.authSessionId !== authSessionId) continue;
      signIns.delete(key);
      await control.remove(one.sessionId, one.identity);
    }
  }

  /** Somebody who has just come in may not be written down as present yet. */
  async function comingIn(change: { personId?: string | undefined; roomId?: string | undefined }) {
    const passed = [...signIns.values()].filter(
      ({ identity }) => !change.personId || personOfIdentity(identity) === change.personId,
    );
    const ids = [...new Set(passed.map(({ sessionId }) => sessionId))];
    if (ids.length === 0 || !change.roomId) return ids;
    const rows = await db
      .selectFrom('session')
      .where('id', 'in', ids)
      .where('room_id', '=', change.roomId)
      .select('id')
      .execute();
    return rows.map(({ id }) => id);
  }

  async function settleIn(mediaRoom: string | undefined): Promise<void> {
    const sessionId = sessionOfMediaRoom(mediaRoom ?? '');
    if (sessionId && server.state().kind === 'ready') await settle(sessionId);
  }

  /** Everybody in a call has there what they may have now: who may not be in it is out, who may not speak is silent. */
  async function settle(sessionId: string): Promise<void> {
    const people = await control.people(sessionId);
    await Promise.all(
      people.map(async ({ identity, permission }) => {
        const place = await placeInCall(db, sessionId, personOfIdentity(identity));
        if (place === 'out') return control.remove(sessionId, identity);
        if ((permission?.canPublish ?? true) !== (place === 'speaks'))
          await control.permit(sessionId, identity, place === 'speaks');
      }),
    );
  }
}
export type Media = ReturnType<typeof createMedia>;

async function closedSessions(db: Database, roomId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('session')
    .where('room_id', '=', roomId)
    .where((eb) => eb.or([eb('ended_at', 'is not', null), eb('cancelled_at', 'is not', null)]))
    .orderBy(({ fn }) => fn.coalesce('ended_at', 'cancelled_at'), 'desc')
    .limit(5)
    .select('id')
    .execute();
  return rows.map((row) => row.id);
}

/** Calls that are not there: everything else of the product works without them. */
export const noCallServer: CallServer = {
  state: () => ({ kind: 'unavailable', reason: 'no call server is configured' }),
  onChange: () => () => undefined,
  internalUrl: 'http://127.0.0.1:9',
  apiKey: 'none',
  apiSecret: 'none',
};
