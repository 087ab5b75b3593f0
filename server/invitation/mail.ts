import type { InvitationId } from '#domain/ids.ts';
import type { Invite } from '#domain/invitation/schemas.ts';
import type { WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { enqueueMessages } from '../messaging/outbox.ts';

export type Mailed = Invite & { invitationId: InvitationId; expiresAt: Date };

/** Mails invitations to one and the same room, institution or network, each in the language its maker chose for it. */
export async function mailInvitations(
  { trx, actor, now }: WriteContext,
  invitations: readonly Mailed[],
): Promise<void> {
  const [first] = invitations;
  if (!first) return;
  const { network, room } = await placeNames(trx, first);
  const institutions = await institutionNames(trx, invitations);
  const messages = invitations.map(
    ({ email, lang, role, roomId, institutionId, invitationId, expiresAt }) => ({
      ...{ key: `invitation:${invitationId}`, personId: null, to: { address: email, lang }, roomId, at: now },
      template: 'invitation' as const,
      data: {
        ...{ byName: actor.name, role, room, network, invitationId },
        institution: institutions.get(institutionId ?? '') ?? network,
        until: dayIn(expiresAt, actor.zone),
      },
    }),
  );
  await enqueueMessages(trx, messages);
}

const placeNames = (trx: Tx, { networkId, roomId }: Pick<Invite, 'networkId' | 'roomId'>) =>
  trx
    .selectFrom('network')
    .leftJoin('room', (join) => join.on('room.id', '=', roomId))
    .where('network.id', '=', networkId)
    .select(['network.name as network', 'room.name as room'])
    .executeTakeFirstOrThrow();

async function institutionNames(trx: Tx, invitations: readonly Mailed[]): Promise<Map<string, string>> {
  const ids = [...new Set(invitations.flatMap(({ institutionId }) => institutionId ?? []))];
  if (ids.length === 0) return new Map();
  const rows = await trx.selectFrom('institution').where('id', 'in', ids).select(['id', 'name']).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const dayIn = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);
