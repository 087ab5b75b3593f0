import type * as v from 'valibot';
import { newId, type InstitutionId } from '#domain/ids.ts';
import { signerRoles, type SignedVersion } from '#domain/plan/sign-off.ts';
import type { PlanVersionId, signPlan, withdrawSignature } from '#domain/plan/versions.ts';
import type { RoomInstitution } from '#domain/room/room.ts';
import { reading, type WriteContext } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { recordEvent } from '../event/record.ts';
import { enqueueMessages } from '../messaging/outbox.ts';
import { planAccess, signingIn, type PlanAccess } from './document.ts';
import { lockPlan, presentPlan } from './present.ts';
import { lastJoint, openVersions, signaturesOf } from './signatures.ts';
import { keepVersion } from './versions.ts';

interface Signing extends PlanAccess {
  parties: RoomInstitution[];
  mine: InstitutionId;
}

/**
 * Signs for the actor's institution what they have seen: the plan as it is now, or a version that another institution has signed.
 * Signed twice, it is signed once. With the last signature that is missing it is jointly signed.
 */
export async function sign(
  ctx: WriteContext,
  { roomId, hash }: v.InferOutput<typeof signPlan>,
): Promise<{ versionId: PlanVersionId; joint: boolean }> {
  const signing = await maySign(ctx, roomId);
  await lockPlan(ctx.trx, signing.documentId);
  const last = await lastJoint(ctx.trx, signing.documentId);
  const versionId = await versionFor(ctx, signing, hash, last);
  if (versionId === last?.id) return { versionId, joint: true };
  const mine = await addSignature(ctx, signing, versionId);
  const version = (await signaturesOf(ctx.trx, signing.documentId, versionId))!;
  const missing = signing.parties.filter(
    ({ id }) => !version.signatures.some(({ institutionId }) => institutionId === id),
  );
  const joint = missing.length === 0;
  // Signed before: nothing is new, unless who was waited for has left the room since.
  if (!mine && (!joint || version.jointlySignedAt)) return { versionId, joint };
  if (joint)
    await ctx.trx
      .updateTable('plan_version')
      .set({ jointly_signed_at: ctx.now })
      .where('id', '=', versionId)
      .execute();
  await tell(ctx, signing, joint ? 'plan_jointly_signed' : 'plan_signed', versionId);
  await writeTo(ctx, signing, versionId, joint ? null : missing);
  return { versionId, joint };
}

/** Takes the institution's signature back, as long as somebody else's is waited for. */
export async function withdraw(
  ctx: WriteContext,
  { roomId, versionId }: v.InferOutput<typeof withdrawSignature>,
): Promise<void> {
  const signing = await maySign(ctx, roomId);
  await lockPlan(ctx.trx, signing.documentId);
  const version = await signaturesOf(ctx.trx, signing.documentId, versionId);
  if (!version?.signatures.some(({ institutionId }) => institutionId === signing.mine))
    throw notFound('signature');
  if (version.jointlySignedAt) throw conflict('history_error_joint');
  await ctx.trx
    .updateTable('plan_signature')
    .set({ withdrawn_at: ctx.now, withdrawn_by: ctx.actor.personId })
    .where('version_id', '=', versionId)
    .where('institution_id', '=', signing.mine)
    .where('withdrawn_at', 'is', null)
    .execute();
  await tell(ctx, signing, 'plan_signature_withdrawn', versionId);
}

/** Their place stays until this transaction ends: a role taken away a second ago signs nothing. */
async function maySign(ctx: WriteContext, roomId: string): Promise<Signing> {
  await ctx.trx
    .selectFrom('room_member')
    .where('room_id', '=', roomId)
    .where('person_id', '=', ctx.actor.personId)
    .forShare()
    .select('role')
    .execute();
  const plan = await planAccess(reading(ctx), roomId);
  const { parties, mine } = await signingIn(reading(ctx), plan.access);
  if (!mine) throw notFound('plan');
  return { ...plan, parties, mine };
}

/** The version with the content that was seen; `conflict` when there is none any more. */
async function versionFor(
  { trx, now }: WriteContext,
  { documentId }: Signing,
  hash: string,
  last: SignedVersion | null,
): Promise<PlanVersionId> {
  const open = (await openVersions(trx, documentId)).find((version) => version.hash === hash);
  if (open) return open.id;
  const present = await presentPlan(trx, documentId, now);
  if (last?.hash === hash) return last.id;
  if (present.hash !== hash) throw conflict('history_error_changed');
  const isEmpty = present.content.cards.every(({ fields }) => Object.keys(fields).length === 0);
  if (isEmpty) throw conflict('history_error_empty');
  return (await keepVersion(trx, { documentId, kind: 'signed', at: now })).id;
}

/** Says whether it was not there yet. */
async function addSignature(
  { trx, actor, now }: WriteContext,
  { mine, access }: Signing,
  versionId: string,
): Promise<boolean> {
  const added = await trx
    .insertInto('plan_signature')
    .values({
      ...{ id: newId(), version_id: versionId, institution_id: mine, person_id: actor.personId },
      ...{ role: access.role!, at: now },
    })
    .onConflict((on) =>
      on.columns(['version_id', 'institution_id']).where('withdrawn_at', 'is', null).doNothing(),
    )
    .returning('id')
    .execute();
  return added.length === 1;
}

async function tell(
  ctx: WriteContext,
  { access, mine }: Signing,
  kind: 'plan_signed' | 'plan_jointly_signed' | 'plan_signature_withdrawn',
  versionId: string,
): Promise<void> {
  const { roomId, networkId } = access;
  await recordEvent(ctx, {
    ...{ roomId, kind, subjectKind: 'plan_version', subjectId: versionId, institutionId: mine },
  });
  await recordAudit(ctx.trx, {
    kind: kind === 'plan_signature_withdrawn' ? kind : 'plan_signed',
    ...{ personId: ctx.actor.personId, at: ctx.now, networkId, roomId },
    data: { institutionId: mine, versionId },
  });
}

/** To those who sign for the institutions that are waited for; to all signers when everybody has signed. */
async function writeTo(
  { trx, actor, now }: WriteContext,
  { access, parties, mine }: Signing,
  versionId: PlanVersionId,
  missing: readonly RoomInstitution[] | null,
): Promise<void> {
  const room = await trx
    .selectFrom('room')
    .where('id', '=', access.roomId)
    .select('name')
    .executeTakeFirstOrThrow();
  const people = await trx
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_id', '=', access.roomId)
    .where(
      'institution_id',
      'in',
      (missing ?? parties).map(({ id }) => id),
    )
    .where('role', 'in', signerRoles)
    .where('person.id', '<>', actor.personId)
    .where('email', 'is not', null)
    .select(['person.id', 'email', 'person.lang'])
    .execute();
  const template = missing ? 'plan_sign_waiting' : 'plan_signed';
  const data = {
    ...{ byName: actor.name, room: room.name, roomId: access.roomId, versionId },
    institution: parties.find(({ id }) => id === mine)!.name,
  };
  await enqueueMessages(
    trx,
    people.map((person) => ({
      key: `${template}:${versionId}:${mine}:${now.toISOString()}:${person.id}`,
      ...{ personId: person.id, roomId: access.roomId, template, data, at: now },
      to: { address: person.email!, lang: person.lang },
    })),
  );
}
