import { isId, newId, type AnyId, type InstitutionId, type RoomId } from '#domain/ids.ts';
import {
  judge,
  listLimit,
  readRows,
  type JudgedRow,
  type KnownMember,
  type ListFacts,
  type ReadyPerson,
  type TypedRow,
} from '#domain/invitation/people-list.ts';
import type { checkList, confirmList } from '#domain/invitation/schemas.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { RoomRole } from '#domain/room/room.ts';
import type * as v from 'valibot';
import { reading, type ReadContext, type WriteContext } from '../context.ts';
import { conflict, invalid, notFound } from '../errors.ts';

import { cellsOfFile, cellsOfText } from './list-file.ts';
import { mustInvite } from './may-invite.ts';
import { invitingTo } from './queries.ts';
import { writeAll, writeAllMailed } from './write.ts';

/** What is kept of a list between looking and saying yes. */
interface Kept {
  rows: TypedRow[];
  institutionId: InstitutionId | null;
  role: RoomRole;
  days: number;
  lang: Lang;
}

/** A list as it would be carried out now, row by row. */
export interface ListPreview extends Kept {
  id: string;
  roomId: RoomId;
  judged: JudgedRow[];
  mails: number;
  slips: number;
  wrong: number;
}

/** A link on paper, for somebody without an e-mail address. */
export interface Slip {
  name: string;
  institutionId: InstitutionId;
  role: RoomRole;
  token: string;
}

const DAY = 24 * 3600 * 1000;

/** Reads a pasted or uploaded list and keeps it for looking at; nobody is invited yet. Answers the preview's id. */
export async function check(ctx: WriteContext, input: v.InferOutput<typeof checkList>): Promise<string> {
  const { trx, actor, now } = ctx;
  const inviting = await invitingTo(reading(ctx), input.roomId);
  const { file, text, institutionId, role, days, lang } = input;
  if (institutionId && !inviting.institutions.some((one) => one.id === institutionId))
    throw invalid({ institutionId: 'error_choice' });
  const cells = file && file.size > 0 ? await cellsOfFile(file) : cellsOfText(text);
  const rows = readRows(cells);
  if (rows.length === 0) throw invalid({ text: 'error_list_empty' });
  if (rows.length > listLimit) throw invalid({ text: 'error_list_long' });
  const kept: Kept = { rows, institutionId, role, days, lang };
  // One preview a person and room; what nobody came back to goes after a day.
  await trx
    .deleteFrom('import')
    .where('kind', '=', 'people')
    .where('state', '=', 'preview')
    .where((eb) =>
      eb.or([
        eb.and([eb('made_by', '=', actor.personId), eb('room_id', '=', inviting.roomId)]),
        eb('made_at', '<', new Date(now.getTime() - DAY)),
      ]),
    )
    .execute();
  const id = newId();
  await trx
    .insertInto('import')
    .values({
      ...{ id, network_id: inviting.networkId, room_id: inviting.roomId, kind: 'people', made_at: now },
      made_by: actor.personId,
      rows: JSON.stringify(kept),
    })
    .execute();
  return id;
}

/** What the actor's list would do now. `not_found` when it is somebody else's, or was carried out. */
export async function preview(ctx: ReadContext, listId: string): Promise<ListPreview> {
  if (!isId(listId)) throw notFound('list');
  const row = await ctx.db
    .selectFrom('import')
    .where('id', '=', listId)
    .where('kind', '=', 'people')
    .where('state', '=', 'preview')
    .where('made_by', '=', ctx.actor.personId)
    .select(['room_id', 'rows'])
    .executeTakeFirst();
  if (!row?.room_id) throw notFound('list');
  return judgedNow(ctx, listId, row.room_id as RoomId, row.rows as unknown as Kept);
}

async function judgedNow(ctx: ReadContext, id: string, roomId: RoomId, kept: Kept): Promise<ListPreview> {
  const judged = judge(kept.rows, await factsOf(ctx, roomId, kept));
  const count = (fate: JudgedRow['fate']) => judged.filter((row) => row.fate === fate).length;
  return { ...kept, id, roomId, judged, mails: count('mail'), slips: count('slip'), wrong: count('wrong') };
}

async function factsOf(ctx: ReadContext, roomId: RoomId, kept: Kept): Promise<ListFacts> {
  const inviting = await invitingTo(ctx, roomId);
  const members = await ctx.db
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_id', '=', roomId)
    .select(['person.name', 'email', 'telephone', 'room_member.institution_id as institutionId', 'role'])
    .execute();
  const waiting = await ctx.db
    .selectFrom('invitation')
    .where('room_id', '=', roomId)
    .where('many', '=', false)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', ctx.now)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb.selectFrom('invitation_use').whereRef('invitation_id', '=', 'invitation.id').select('at'),
        ),
      ),
    )
    .select(['name', 'address as email', 'telephone', 'institution_id as institutionId'])
    .execute();
  const { institutions, roles } = inviting;
  const own = institutions.some((one) => one.id === kept.institutionId) ? kept.institutionId : null;
  return {
    institutions,
    members: members as KnownMember[],
    waiting: waiting.map(({ name, institutionId, ...one }) => ({
      ...one,
      name: name ?? '',
      institutionId: institutionId ?? '',
    })),
    roles: roles as RoomRole[],
    usual: { institutionId: own, role: kept.role },
  };
}

/**
 * Carries a list out: every row or none. Those with an address get a mail; for the others it answers the links to print,
 * which are known here and never again.
 */
export const confirm =
  (secret: string) =>
  async (ctx: WriteContext, { listId }: v.InferOutput<typeof confirmList>) => {
    const { trx, now } = ctx;
    // Whoever taps twice waits here, and finds it done.
    await trx.selectFrom('import').where('id', '=', listId).forUpdate().select('id').execute();
    const list = await preview(reading(ctx), listId);
    const people = list.judged.flatMap((row) => ('person' in row ? [row.person] : []));
    if (list.wrong > 0) throw conflict('error_list_mend');
    if (people.length === 0) throw conflict('error_list_nobody');
    const slips = await inviteAll(ctx, list, people, secret);
    const outcome = { mails: list.mails, slips: list.slips };
    await trx
      .updateTable('import')
      // Names and addresses stand on the invitations now.
      .set({
        state: 'done',
        finished_at: now,
        done: people.length,
        rows: '[]',
        outcome: JSON.stringify(outcome),
      })
      .where('id', '=', listId as AnyId)
      .execute();
    return { ...outcome, slips, roomId: list.roomId };
  };

async function inviteAll(
  ctx: WriteContext,
  { roomId, days, lang }: ListPreview,
  people: readonly ReadyPerson[],
  secret: string,
): Promise<Slip[]> {
  const { networkId } = await invitingTo(reading(ctx), roomId);
  const inputs = people.map(({ institutionId, role, ...person }) => ({
    ...{ ...person, networkId, roomId, institutionId, role, lang, target: 'room' as const },
    ...{ many: false, days: days as 1 | 7 | 30 },
  }));
  const places = new Map(inputs.map((input) => [`${input.institutionId} ${input.role}`, input]));
  for (const place of places.values()) await mustInvite(reading(ctx), place);
  await writeAllMailed(
    ctx,
    inputs.filter(({ email }) => email),
    secret,
  );
  const onPaper = inputs.filter(({ email }) => !email);
  const made = await writeAll(ctx, onPaper);
  return onPaper.map(({ name, institutionId, role }, at) => ({
    ...{ name, institutionId, role, token: made[at]!.token },
  }));
}
