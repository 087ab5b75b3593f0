import type { InstitutionId } from '#domain/ids.ts';
import type { mergeInstitutions } from '#domain/institution/schemas.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import { sql, type Tx } from '../db/database.ts';
import { changeNetwork } from '../db/network-lock.ts';
import { conflict, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';
import { institutionAccess } from './access.ts';
import { moveApart } from './apart.ts';

interface Pair {
  keepId: InstitutionId;
  goneId: InstitutionId;
}

/** Where a row simply says another institution afterwards. */
export const repointed: readonly (readonly [table: string, column: string])[] = [
  ['network_member', 'institution_id'],
  ['room_member', 'institution_id'],
  ['invitation', 'institution_id'],
  ['attendance', 'institution_id'],
  ['walkthrough', 'institution_id'],
  ['question', 'institution_id'],
  ['moment', 'institution_id'],
  ['hearing', 'institution_id'],
  ['reply', 'institution_id'],
  ['plan_comment', 'institution_id'],
  ['plan_suggestion', 'institution_id'],
  ['event', 'institution_id'],
  ['focal_point', 'institution_id'],
  // What was joined to the one that goes now leads on.
  ['institution', 'merged_into'],
];

/** Where both may be already: what happens then. Together with `repointed` these are all tables (merge.test.ts). */
export const collided: Readonly<Record<string, (trx: Tx, pair: Pair) => Promise<unknown>>> = {
  commitment: commitments,
  institution_member: members,
  room_institution: rooms,
  twinning_institution: twinnings,
  offer_need: offers,
  institution_apart: moveApart,
  plan_signature: signatures,
};

/**
 * Joins a duplicate to the institution that stays, with all that points to it, in one transaction. Cannot be undone.
 * For those who look after the network.
 */
export async function merge(
  ctx: WriteContext,
  input: v.InferOutput<typeof mergeInstitutions>,
): Promise<void> {
  const { trx, actor, now } = ctx;
  const pair: Pair = { keepId: input.keepId, goneId: input.goneId };
  if (pair.keepId === pair.goneId) throw conflict('error_merge_same');
  const keep = await institutionAccess(reading(ctx), pair.keepId, 'merge');
  const gone = await institutionAccess(reading(ctx), pair.goneId, 'merge');
  if (keep.networkId !== gone.networkId) throw notFound('institution');
  await changeNetwork(trx, keep.networkId);
  // Looked at again behind the lock: somebody else may have merged one of them, or it left.
  for (const id of [pair.keepId, pair.goneId]) await institutionAccess(reading(ctx), id, 'merge');
  await trx
    .selectFrom('institution')
    .where('id', 'in', [pair.keepId, pair.goneId])
    .orderBy('id')
    .forUpdate()
    .select('id')
    .execute();
  await refuseTwinned(trx, pair);
  const concerned = await concernedBy(trx, pair);
  for (const move of Object.values(collided)) await move(trx, pair);
  for (const [table, column] of repointed)
    await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${pair.keepId} WHERE ${sql.ref(column)} = ${pair.goneId}`.execute(
      trx,
    );
  await trx
    .updateTable('institution')
    .set({ merged_into: pair.keepId, merged_by: actor.personId, merged_at: now })
    .where('id', '=', pair.goneId)
    .execute();
  await takeFields(trx, pair, input);
  await recordAudit(trx, {
    ...{ kind: 'institutions_merged', personId: actor.personId, at: now, networkId: keep.networkId },
    data: { institutionId: pair.keepId, goneId: pair.goneId, was: gone.name },
  });
  for (const personId of concerned.people) await notifyRights(trx, { personId });
  for (const roomId of concerned.rooms) await notifyLive(trx, `room:${roomId}`, now);
}

async function refuseTwinned(trx: Tx, { keepId, goneId }: Pair): Promise<void> {
  const twinned = await trx
    .selectFrom('twinning_institution as one')
    .innerJoin('twinning_institution as other', 'other.twinning_id', 'one.twinning_id')
    .innerJoin('twinning', 'twinning.id', 'one.twinning_id')
    .where('one.institution_id', '=', keepId)
    .where('other.institution_id', '=', goneId)
    .whereRef('one.side', '<>', 'other.side')
    .where('twinning.ended_at', 'is', null)
    .select('twinning.id')
    .executeTakeFirst();
  if (twinned) throw conflict('error_merge_twinned');
}

async function concernedBy(trx: Tx, { goneId }: Pair) {
  const [people, rooms] = [
    await trx
      .selectFrom('institution_member')
      .where('institution_id', '=', goneId)
      .select('person_id')
      .execute(),
    await trx.selectFrom('room_institution').where('institution_id', '=', goneId).select('room_id').execute(),
  ];
  return { people: people.map((row) => row.person_id), rooms: rooms.map((row) => row.room_id) };
}

/** Nobody is witness of their own promise, nor has learnt from themselves. */
async function commitments(trx: Tx, { keepId, goneId }: Pair): Promise<void> {
  await sql`WITH moved AS (SELECT id,
      CASE WHEN institution_id = ${goneId} THEN ${keepId}::uuid ELSE institution_id END AS whose,
      CASE WHEN witness_institution_id = ${goneId} THEN ${keepId}::uuid ELSE witness_institution_id END AS witness,
      CASE WHEN learnt_from_institution_id = ${goneId} THEN ${keepId}::uuid ELSE learnt_from_institution_id END AS teacher
    FROM commitment WHERE ${goneId} IN (institution_id, witness_institution_id, learnt_from_institution_id))
    UPDATE commitment SET institution_id = whose, witness_institution_id = nullif(witness, whose),
      learnt_from_institution_id = nullif(teacher, whose) FROM moved WHERE commitment.id = moved.id`.execute(
    trx,
  );
}

/** Who was in both keeps the greater of the two roles. */
async function members(trx: Tx, { keepId, goneId }: Pair): Promise<void> {
  await sql`UPDATE institution_member AS keep SET role = gone.role FROM institution_member AS gone
    WHERE keep.institution_id = ${keepId} AND gone.institution_id = ${goneId} AND keep.person_id = gone.person_id
      AND keep.role = 'staff'`.execute(trx);
  await moveRest(trx, { keepId, goneId }, 'institution_member', 'person_id');
}

/** In a room that both were in, the one place has the colour of whoever came first, and is here if one of them is. */
async function rooms(trx: Tx, { keepId, goneId }: Pair): Promise<void> {
  await sql`UPDATE room_institution AS keep SET position = least(keep.position, gone.position),
      left_at = CASE WHEN gone.left_at IS NULL THEN NULL ELSE keep.left_at END,
      left_by = CASE WHEN gone.left_at IS NULL THEN NULL ELSE keep.left_by END
    FROM room_institution AS gone
    WHERE keep.institution_id = ${keepId} AND gone.institution_id = ${goneId} AND keep.room_id = gone.room_id`.execute(
    trx,
  );
  await moveRest(trx, { keepId, goneId }, 'room_institution', 'room_id');
}

function twinnings(trx: Tx, pair: Pair): Promise<void> {
  return moveRest(trx, pair, 'twinning_institution', 'twinning_id');
}

/** Where both signed a plan, one signature is left. */
function signatures(trx: Tx, pair: Pair): Promise<void> {
  return moveRest(trx, pair, 'plan_signature', 'version_id');
}

/** On a topic that both have spoken about, the later word counts. */
async function offers(trx: Tx, { keepId, goneId }: Pair): Promise<void> {
  await sql`DELETE FROM offer_need AS keep USING offer_need AS gone WHERE keep.institution_id = ${keepId}
    AND gone.institution_id = ${goneId} AND keep.topic_id = gone.topic_id AND gone.at > keep.at`.execute(trx);
  await moveRest(trx, { keepId, goneId }, 'offer_need', 'topic_id');
}

/** Drops the rows of the one that goes where the other has one, and repoints the rest. */
async function moveRest(trx: Tx, { keepId, goneId }: Pair, table: string, by: string): Promise<void> {
  await sql`DELETE FROM ${sql.table(table)} AS gone USING ${sql.table(table)} AS keep
    WHERE gone.institution_id = ${goneId} AND keep.institution_id = ${keepId}
      AND gone.${sql.ref(by)} = keep.${sql.ref(by)}`.execute(trx);
  await sql`UPDATE ${sql.table(table)} SET institution_id = ${keepId} WHERE institution_id = ${goneId}`.execute(
    trx,
  );
}

const columns = {
  ...{ name: 'name', shortName: 'short_name', level: 'level', place: 'place', zone: 'zone' },
  ...{ langs: 'langs', code: 'code', sponsor: 'sponsor' },
} as const;

/** After the other is out of the way: names and codes are unique among those that are still there. */
async function takeFields(
  trx: Tx,
  { keepId, goneId }: Pair,
  input: v.InferOutput<typeof mergeInstitutions>,
): Promise<void> {
  const taken = (Object.keys(columns) as (keyof typeof columns)[]).filter((field) => input[field] === goneId);
  for (const field of taken) {
    const column = sql.ref(columns[field]);
    try {
      await sql`UPDATE institution SET ${column} = gone.${column} FROM institution AS gone
        WHERE institution.id = ${keepId} AND gone.id = ${goneId}`.execute(trx);
    } catch (error) {
      // Name of the one, place of the other: a third may be called that.
      if ((error as { code?: string }).code === '23505') throw conflict('error_institution_name_taken');
      throw error;
    }
  }
}
