import type { InvitationId } from '#domain/ids.ts';
import type { Invite } from '#domain/invitation/schemas.ts';
import type { WriteContext } from '../context.ts';
import { enqueueMessage } from '../messaging/outbox.ts';

/** Mails an invitation in the language its maker chose for it. */
export async function mailInvitation(
  { trx, actor, now }: WriteContext,
  invitation: Invite & { invitationId: InvitationId; expiresAt: Date },
): Promise<void> {
  const { email, lang, role, roomId, invitationId } = invitation;
  const names = await namesOf({ trx }, invitation);
  await enqueueMessage(trx, {
    ...{ key: `invitation:${invitationId}`, personId: null, to: { address: email, lang }, roomId, at: now },
    template: 'invitation',
    data: {
      byName: actor.name,
      role,
      room: names.room,
      network: names.network,
      institution: names.institution ?? names.network,
      until: dayIn(invitation.expiresAt, actor.zone),
      invitationId,
    },
  });
}

const namesOf = (
  { trx }: Pick<WriteContext, 'trx'>,
  { networkId, roomId, institutionId }: Pick<Invite, 'networkId' | 'roomId' | 'institutionId'>,
) =>
  trx
    .selectFrom('network')
    .leftJoin('room', (join) => join.on('room.id', '=', roomId))
    .leftJoin('institution', (join) => join.on('institution.id', '=', institutionId))
    .where('network.id', '=', networkId)
    .select(['network.name as network', 'room.name as room', 'institution.name as institution'])
    .executeTakeFirstOrThrow();

const dayIn = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at);
