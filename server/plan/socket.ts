import type { PresenceIdentity } from '#domain/sync/messages.ts';
import { twinAt } from '#domain/room/room.ts';
import type { Actor } from '#domain/person/actor.ts';
import type { Database } from '../db/database.ts';
import type { Authorise } from '../realtime/realtime.ts';
import { roomAccess, type RoomAccess } from '../room/access.ts';

/** Who holds the session cookie of a request, and until when. */
export type WhoAsks = (cookieHeader: string) => Promise<{ actor: Actor; expiresAt: Date } | null>;

/**
 * The rights of a `/sync` socket: the room's abilities of whoever holds the cookie. Who may not see the room gets
 * "not found", as on its pages.
 */
export function planSocketRights(db: Database, whoAsks: WhoAsks): Authorise {
  return async (req, documentId) => {
    const found = await whoAsks(req.headers.cookie ?? '');
    if (!found) return { ok: false, code: 4401 };
    const { actor, expiresAt } = found;
    const document = await db
      .selectFrom('document')
      .where('id', '=', documentId)
      .select('room_id')
      .executeTakeFirst();
    const access = document && (await accessOrNull(db, actor, document.room_id));
    if (!access) return { ok: false, code: 4404 };
    return {
      ok: true,
      personId: actor.personId,
      authSessionId: actor.authSessionId,
      identity: await identityIn(db, actor, access),
      canEdit: access.abilities.editPlan,
      expiresAt,
    };
  };
}

async function accessOrNull(db: Database, actor: Actor, roomId: string): Promise<RoomAccess | null> {
  try {
    return await roomAccess({ db, actor }, roomId);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'not_found') return null;
    throw error;
  }
}

async function identityIn(db: Database, actor: Actor, access: RoomAccess): Promise<PresenceIdentity> {
  const institution = access.institutionId
    ? await db
        .selectFrom('institution')
        .leftJoin('room_institution', (join) =>
          join
            .onRef('room_institution.institution_id', '=', 'institution.id')
            .on('room_institution.room_id', '=', access.roomId),
        )
        .where('institution.id', '=', access.institutionId)
        .select(['institution.short_name', 'room_institution.position'])
        .executeTakeFirst()
    : undefined;
  return {
    personId: actor.personId,
    name: actor.name,
    institutionId: access.institutionId,
    institution: institution?.short_name ?? '',
    role: access.role ?? '',
    twin: institution && institution.position !== null ? twinAt(institution.position) : null,
  };
}
