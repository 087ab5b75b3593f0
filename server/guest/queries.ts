import type {
  Farewell,
  GuestAtDoor,
  GuestGone,
  GuestLink,
  GuestSession,
  SessionGuests,
  Visit,
} from '#domain/guest/guest.ts';
import { isOpenToGuests } from '#domain/guest/guest.ts';
import { isId, type GuestLinkId, type PersonId, type SessionId } from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import { stateOf, type SessionKind } from '#domain/session/session.ts';
import type { Selectable } from 'kysely';
import type { ReadContext } from '../context.ts';
import type { Session } from '../db/tables.ts';
import { notFound } from '../errors.ts';
import { hashToken } from '../invitation/token.ts';
import { institutionsOf } from '../room/queries.ts';
import { sessionAccess } from '../session/access.ts';

type Db = ReadContext['db'];

/** What a link opens, or why it opens nothing. Reading it changes nothing. */
export async function linked(db: Db, token: string, now: Date) {
  const row = await db
    .selectFrom('guest_link')
    .innerJoin('session', 'session.id', 'guest_link.session_id')
    .where('guest_link.token_hash', '=', hashToken(token))
    .selectAll('session')
    .select(['guest_link.id as link_id', 'guest_link.revoked_at'])
    .executeTakeFirst();
  const no = (because: GuestGone) => ({ open: false as const, because });
  if (!row) return no('unknown');
  if (row.revoked_at) return no('revoked');
  if (!isOpenToGuests(row, now)) return no('over');
  return { open: true as const, linkId: row.link_id, session: await toSession(db, row) };
}

async function toSession(db: Db, row: Selectable<Session>): Promise<GuestSession> {
  const institutions = (await institutionsOf(db, [row.room_id])).get(row.room_id) ?? [];
  return {
    id: row.id as SessionId,
    title: row.title,
    kind: row.kind as SessionKind,
    lang: row.lang as Lang,
    startsAt: row.starts_at,
    minutes: row.minutes,
    zone: row.zone,
    state: stateOf(row),
    institutions: institutions.map(({ name }) => name),
  };
}

/** Where the asking guest stands with their session. `not_found` for everybody else. */
export async function visit({ db, actor, now }: ReadContext): Promise<Visit> {
  if (!actor.guestOf) throw notFound('guest');
  const row = await db
    .selectFrom('guest_admission')
    .innerJoin('session', 'session.id', 'guest_admission.session_id')
    .innerJoin('person', 'person.id', 'guest_admission.person_id')
    .where('person.id', '=', actor.personId)
    .where('session.id', '=', actor.guestOf)
    .selectAll('session')
    .select(['guest_admission.admitted_at', 'guest_admission.refused_at', 'person.guest_institution'])
    .executeTakeFirst();
  if (!row || !isOpenToGuests(row, now)) throw notFound('session');
  return {
    standing: row.admitted_at ? 'in' : row.refused_at ? 'refused' : 'waiting',
    name: actor.name,
    institution: row.guest_institution ?? '',
    session: await toSession(db, row),
  };
}

/** How the visit of somebody who is no guest any more ended; null when there was none. For who holds both ids. */
export async function farewell(db: Db, sessionId: string, personId: string): Promise<Farewell | null> {
  if (!isId(sessionId) || !isId(personId)) return null;
  const row = await db
    .selectFrom('person')
    .innerJoin('session', 'session.id', 'person.guest_of')
    .leftJoin('session_removal', (join) =>
      join
        .onRef('session_removal.session_id', '=', 'session.id')
        .onRef('session_removal.person_id', '=', 'person.id'),
    )
    .where('person.id', '=', personId)
    .where('session.id', '=', sessionId)
    .select(['session.opened_at', 'session.ended_at', 'session.cancelled_at', 'session_removal.at'])
    .executeTakeFirst();
  if (!row) return null;
  if (row.at) return 'removed';
  const state = stateOf(row);
  return state === 'ended' || state === 'cancelled' ? state : 'left';
}

/** Who stands at a session's door or came through it, those who wait first. Those who may let guests in. */
export async function atTheDoor(ctx: ReadContext, sessionId: string): Promise<GuestAtDoor[]> {
  await sessionAccess(ctx, sessionId, 'admitGuests');
  const rows = await ctx.db
    .selectFrom('guest_admission')
    .innerJoin('person', 'person.id', 'guest_admission.person_id')
    .leftJoin('session_removal', (join) =>
      join
        .onRef('session_removal.session_id', '=', 'guest_admission.session_id')
        .onRef('session_removal.person_id', '=', 'person.id'),
    )
    .where('guest_admission.session_id', '=', sessionId)
    .orderBy('asked_at')
    .select(['person.id', 'person.name', 'person.guest_institution', 'session_removal.at as removed_at'])
    .select(['asked_at', 'admitted_at', 'refused_at'])
    // Who leaves is signed out, and comes back as another guest.
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('auth_session')
          .whereRef('auth_session.person_id', '=', 'person.id')
          .where('auth_session.expires_at', '>', ctx.now)
          .select('auth_session.id'),
      ).as('here'),
    )
    .execute();
  return rows.map((row) => ({
    personId: row.id as PersonId,
    name: row.name,
    institution: row.guest_institution ?? '',
    askedAt: row.asked_at,
    standing: standingOf(row),
  }));
}

interface Standing {
  removed_at: Date | null;
  admitted_at: Date | null;
  refused_at: Date | null;
  here: unknown;
}
function standingOf({ removed_at, admitted_at, refused_at, here }: Standing): GuestAtDoor['standing'] {
  if (removed_at) return 'out';
  if (admitted_at) return here ? 'in' : 'left';
  return refused_at ? 'refused' : 'waiting';
}

/** A session's guests and the links by which they come. Those who may invite guests. */
export async function ofSession(ctx: ReadContext, sessionId: string): Promise<SessionGuests> {
  const session = await sessionAccess(ctx, sessionId, 'inviteGuests');
  const guests = await atTheDoor(ctx, sessionId);
  const { roomId, title } = session;
  return { sessionId: session.sessionId, roomId, title, guests, links: await linksOf(ctx.db, sessionId) };
}

async function linksOf(db: Db, sessionId: string): Promise<GuestLink[]> {
  const rows = await db
    .selectFrom('guest_link')
    .innerJoin('person', 'person.id', 'guest_link.made_by')
    .where('guest_link.session_id', '=', sessionId)
    .orderBy('guest_link.made_at', 'desc')
    .select(['guest_link.id', 'person.name', 'made_at', 'revoked_at'])
    .select((eb) =>
      eb
        .selectFrom('guest_admission')
        .whereRef('guest_admission.link_id', '=', 'guest_link.id')
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('came'),
    )
    .execute();
  return rows.map((row) => ({
    id: row.id as GuestLinkId,
    by: row.name,
    madeAt: row.made_at,
    revokedAt: row.revoked_at,
    came: Number(row.came ?? 0),
  }));
}
