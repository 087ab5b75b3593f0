import type * as v from 'valibot';
import { dayAt } from '#domain/commitment/days.ts';
import { dateProblem, type makeCommitment } from '#domain/commitment/schemas.ts';
import { newId, type CommitmentId } from '#domain/ids.ts';
import { reading, type WriteContext } from '../context.ts';
import { waitForSame } from '../db/same-time.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { linkSubjects } from '../event/record.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { roomAccess, type RoomAccess } from '../room/access.ts';
import { institutionsOf } from '../room/queries.ts';
import { originFor } from './start.ts';
import { tell } from './tell.ts';

type Make = v.InferOutput<typeof makeCommitment>;

/**
 * Makes a commitment of one institution of a room. Sent twice with the same id it is made once. Whoever commits
 * themselves has accepted; anybody else is asked by mail.
 */
export async function make(ctx: WriteContext, input: Make): Promise<{ id: CommitmentId; roomId: string }> {
  const access = await roomAccess(reading(ctx), input.roomId, 'commit');
  const id = input.id ?? newId<CommitmentId>();
  await waitForSame(ctx.trx, id);
  const again = await alreadyMade(ctx, id, input);
  if (again) return again;
  const parties = await partiesOf(ctx, access, input);
  const origin = input.from ? await originFor(reading(ctx), input.from) : null;
  if (origin && origin.roomId !== input.roomId) throw notFound(input.from!.kind);
  const sessionId = await sessionOf(ctx, input, origin?.sessionId ?? null);
  checkDates(ctx.now, access.zone, input);
  await insert(ctx, { ...input, ...parties, id, heldIn: sessionId });
  if (input.from)
    await linkSubjects(ctx, {
      roomId: input.roomId,
      from: [input.from.kind, input.from.id],
      to: ['commitment', id],
      verb: 'became',
    });
  if (sessionId && input.from?.kind !== 'session')
    await linkSubjects(ctx, {
      roomId: input.roomId,
      from: ['session', sessionId],
      to: ['commitment', id],
      verb: 'became',
    });
  await tell(ctx, { kind: 'commitment_made', commitmentId: id });
  if (input.ownerId !== ctx.actor.personId) await askOwner(ctx, { ...input, id });
  return { id, roomId: input.roomId };
}

/** The same form again is the same commitment; other words under its id are refused rather than lost. */
async function alreadyMade({ trx, actor }: WriteContext, id: CommitmentId, input: Make) {
  const row = await trx
    .selectFrom('commitment')
    .where('id', '=', id)
    .select(['room_id', 'made_by', 'institution_id', 'owner_id', 'text', 'due_on', 'report_on'])
    .executeTakeFirst();
  if (!row) return null;
  const same =
    row.made_by === actor.personId &&
    row.room_id === input.roomId &&
    row.institution_id === input.institutionId &&
    row.owner_id === input.ownerId &&
    row.text === input.text &&
    row.due_on === input.dueOn &&
    row.report_on === input.reportOn;
  if (!same) throw conflict('commitment_error_again');
  return { id, roomId: row.room_id };
}

/** Who promises what to whom: all of the room, the owner of the institution, the witness another one. */
async function partiesOf({ trx }: WriteContext, access: RoomAccess, input: Make) {
  const institutions = (await institutionsOf(trx, [input.roomId])).get(input.roomId) ?? [];
  const has = (id: string | undefined) => id === undefined || institutions.some((one) => one.id === id);
  if (!has(input.institutionId)) throw invalid({ institutionId: 'error_choice' });
  if (input.institutionId !== access.institutionId && !access.abilities.commitForAll)
    throw invalid({ institutionId: 'commitment_error_own_institution' });
  if (!has(input.learntFromId)) throw invalid({ learntFromId: 'error_choice' });
  const others = institutions.filter((one) => one.id !== input.institutionId && !one.left);
  const witnessId =
    input.witnessId ?? (others.find((one) => one.side !== 'backbone') ?? others[0])?.id ?? null;
  if (!has(input.witnessId)) throw invalid({ witnessId: 'error_choice' });
  if (witnessId === input.institutionId) throw invalid({ witnessId: 'commitment_error_witness' });
  await checkOwner(trx, input.roomId, input.ownerId, input.institutionId);
  return { witnessId };
}

/** An owner is a member of the room through the institution, and not an observer. Their place stays until this transaction ends. */
export async function checkOwner(
  trx: WriteContext['trx'],
  roomId: string,
  ownerId: string,
  institutionId: string,
): Promise<void> {
  const member = await trx
    .selectFrom('room_member')
    .where('room_id', '=', roomId)
    .where('person_id', '=', ownerId)
    .where('institution_id', '=', institutionId)
    .where('role', '<>', 'observer')
    .forShare()
    .select('person_id')
    .executeTakeFirst();
  if (!member) throw invalid({ ownerId: 'commitment_error_owner' });
}

async function sessionOf(
  { trx }: WriteContext,
  input: Make,
  fromOrigin: string | null,
): Promise<string | null> {
  const id = input.sessionId ?? fromOrigin;
  if (!id) return null;
  const session = await trx
    .selectFrom('session')
    .where('id', '=', id)
    .where('room_id', '=', input.roomId)
    .select('id')
    .executeTakeFirst();
  if (!session) throw notFound('session');
  return session.id;
}

/** Refuses days that have passed in the room's zone or lie more than two years ahead. */
export function checkDates(
  now: Date,
  zone: string,
  dates: { dueOn?: string; reportOn?: string | undefined },
): void {
  const today = dayAt(now, zone);
  const problems = Object.entries({ dueOn: dates.dueOn, reportOn: dates.reportOn }).flatMap(
    ([field, date]) => {
      const problem = date ? dateProblem(date, today) : null;
      return problem ? [[field, problem]] : [];
    },
  );
  if (problems.length > 0) throw invalid(Object.fromEntries(problems) as Record<string, string>);
}

async function insert(
  { trx, actor, now }: WriteContext,
  made: Omit<Make, 'witnessId'> & { id: CommitmentId; witnessId: string | null; heldIn: string | null },
): Promise<void> {
  const dates = { due_on: made.dueOn, report_on: made.reportOn };
  await trx
    .insertInto('commitment')
    .values({
      id: made.id,
      room_id: made.roomId,
      institution_id: made.institutionId,
      owner_id: made.ownerId,
      made_by: actor.personId,
      made_at: now,
      text: made.text,
      lang: made.lang,
      session_id: made.heldIn,
      learnt_from_institution_id: made.learntFromId ?? null,
      witness_institution_id: made.witnessId,
      ...dates,
    })
    .execute();
  await trx
    .insertInto('commitment_date')
    .values({ id: newId(), commitment_id: made.id, set_by: actor.personId, set_at: now, ...dates })
    .execute();
  if (made.ownerId === actor.personId)
    await trx
      .insertInto('acceptance')
      .values({ commitment_id: made.id, person_id: actor.personId, at: now })
      .execute();
}

/** Asks somebody by mail whether they take a commitment on; the link in it accepts without signing in. */
export async function askOwner(
  ctx: WriteContext,
  made: { id: string; ownerId: string; roomId: string; text: string; dueOn: string; reportOn: string },
): Promise<void> {
  await enqueueMessage(ctx.trx, {
    key: `commitment_proposed:${made.id}:${made.ownerId}`,
    personId: made.ownerId,
    roomId: made.roomId,
    template: 'commitment_proposed',
    data: {
      byName: ctx.actor.name,
      text: made.text,
      dueOn: made.dueOn,
      reportOn: made.reportOn,
      link: { kind: 'accept', commitmentId: made.id, ownerId: made.ownerId, reportOn: made.reportOn },
    },
    at: ctx.now,
  });
}
