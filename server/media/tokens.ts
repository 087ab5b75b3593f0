import { AccessToken, TokenVerifier, TrackSource } from 'livekit-server-sdk';
import { isId, type PersonId } from '#domain/ids.ts';
import type { enterCall } from '#domain/session/schemas.ts';
import type * as v from 'valibot';
import type { ReadContext } from '../context.ts';
import { institutionsOf } from '../room/queries.ts';
import { sessionAccess } from '../session/access.ts';
import {
  identityOf,
  mediaRoomOf,
  personOfIdentity,
  sessionOfMediaRoom,
  type CallServer,
} from './call-server.ts';

/** Long enough to connect on a slow line; the client asks anew after a break. */
const ttlSeconds = 5 * 60;

/** A way into the call for the actor on one device. `not_found` for whoever may not join. */
export async function grant(
  ctx: ReadContext,
  server: CallServer,
  { sessionId, device }: v.InferOutput<typeof enterCall>,
): Promise<{ token: string; identity: string; canPublish: boolean }> {
  const session = await sessionAccess(ctx, sessionId, 'join');
  const canPublish = session.abilities.speak;
  const identity = identityOf(ctx.actor.personId, device);
  const institutions = (await institutionsOf(ctx.db, [session.roomId])).get(session.roomId) ?? [];
  const institution = institutions.find(({ id }) => id === session.room.institutionId);
  const token = new AccessToken(server.apiKey, server.apiSecret, {
    identity,
    name: ctx.actor.name,
    ttl: ttlSeconds,
    attributes: {
      personId: ctx.actor.personId,
      name: ctx.actor.name,
      ...(ctx.actor.guestOf
        ? { role: 'guest', institution: await guestsInstitution(ctx) }
        : {
            role: session.room.role ?? '',
            institutionId: institution?.id ?? '',
            institution: institution?.shortName ?? '',
            side: institution?.side ?? 'backbone',
            twin: institution?.twin ?? 'a',
          }),
    },
  });
  token.addGrant({
    roomJoin: true,
    room: mediaRoomOf(session.sessionId),
    canPublish,
    canPublishSources: canPublish ? [TrackSource.CAMERA, TrackSource.MICROPHONE] : [],
    // What is true goes over our own socket; nothing of ours is said over data channels.
    canPublishData: false,
    canSubscribe: true,
    canUpdateOwnMetadata: false,
  });
  return { token: await token.toJwt(), identity, canPublish };
}

/** What a guest wrote of where they come from; it has no colour and no side. */
async function guestsInstitution({ db, actor }: ReadContext): Promise<string> {
  const row = await db
    .selectFrom('person')
    .where('id', '=', actor.personId)
    .select('guest_institution')
    .executeTakeFirst();
  return row?.guest_institution ?? '';
}

/** Who a token is for, when it is one of ours and still good. */
export async function bearer(
  server: CallServer,
  token: string,
): Promise<{ sessionId: string; personId: PersonId; identity: string; speaks: boolean } | null> {
  try {
    const claims = await new TokenVerifier(server.apiKey, server.apiSecret).verify(token);
    const sessionId = sessionOfMediaRoom(claims.video?.room ?? '');
    const identity = claims.sub ?? '';
    const personId = personOfIdentity(identity);
    // Left out, a grant to publish is given.
    const speaks = claims.video?.canPublish !== false;
    return sessionId && isId(personId)
      ? { sessionId, personId: personId as PersonId, identity, speaks }
      : null;
  } catch {
    return null;
  }
}
