import { sql, type SqlBool } from 'kysely';
import { byUrgency, isClosed, type CommitmentItem } from '#domain/commitment/commitment.ts';
import type { ReadContext } from '../context.ts';
import { reportsOf } from '../report-back/queries.ts';
import { roomAccess } from '../room/access.ts';
import { commitmentAccess } from './access.ts';
import { inMyRooms, itemsWhere } from './rows.ts';
import { threadOf } from './thread.ts';
import { originFor } from './start.ts';

/** All commitments of a room, what needs somebody first. Members only. */
export async function ofRoom(ctx: ReadContext, roomId: string): Promise<CommitmentItem[]> {
  const access = await roomAccess(ctx, roomId);
  const items = await itemsWhere(ctx, (eb) => eb('commitment.room_id', '=', access.roomId));
  return items.sort(byUrgency);
}

/** What the next session opens with: report-backs due by a day (today when left out), and reports nobody has heard. */
export async function dueForRoom(ctx: ReadContext, roomId: string, by?: string) {
  const running = (await ofRoom(ctx, roomId)).filter((item) => item.state.kind !== 'paused');
  return {
    due: running.filter((item) => !isClosed(item.state) && item.reportOn <= (by ?? item.today)),
    toHear: running.filter((item) => item.lastReport && !item.lastReport.heard),
  };
}

/** The actor's own commitments over all rooms, what needs them first. */
export async function mine(ctx: ReadContext): Promise<CommitmentItem[]> {
  const items = await itemsWhere(ctx, (eb) =>
    eb.and([eb('commitment.owner_id', '=', ctx.actor.personId), inMyRooms(ctx.actor)]),
  );
  return items.sort(byUrgency);
}

/** For Today: the actor's report-backs late or due, proposals waiting for their yes, and reports to hear as witness. */
export async function dueFor(ctx: ReadContext) {
  const me = ctx.actor.personId;
  // By ids from both sides: each finds its own few by its index, and what is long closed is not read.
  const items = await itemsWhere(
    ctx,
    () => sql<SqlBool>`commitment.id IN (
      SELECT own.id FROM commitment own JOIN room_member mine ON mine.room_id = own.room_id AND mine.person_id = ${me}
      WHERE own.owner_id = ${me} AND (SELECT status FROM report_back WHERE commitment_id = own.id
        ORDER BY at DESC LIMIT 1) IS DISTINCT FROM 'done'
      UNION SELECT heard.id FROM room_member mine JOIN commitment heard
        ON heard.room_id = mine.room_id AND heard.witness_institution_id = mine.institution_id
      WHERE mine.person_id = ${me} AND mine.role <> 'observer' AND heard.owner_id <> ${me}
        AND EXISTS (SELECT FROM report_back told WHERE told.commitment_id = heard.id
          AND NOT EXISTS (SELECT FROM hearing WHERE report_back_id = told.id)))`,
  );
  const own = items.filter((item) => item.owner.id === me).sort(byUrgency);
  return {
    reportBacks: own.filter((item) => item.state.kind === 'late' || item.state.kind === 'due'),
    toAccept: own.filter((item) => item.state.kind === 'proposed'),
    toHear: items.filter((item) => item.owner.id !== me && item.lastReport && !item.lastReport.heard),
  };
}

/** How many things wait for the actor: the number beside "Commitments". */
export async function waiting(ctx: ReadContext): Promise<number> {
  const own = await mine(ctx);
  return own.filter((item) => ['late', 'due', 'proposed'].includes(item.state.kind)).length;
}

/** The commitments made from each card of a room's plan. Members only. */
export async function byCard(ctx: ReadContext, roomId: string): Promise<Record<string, CommitmentItem[]>> {
  const items = await ofRoom(ctx, roomId);
  const links = await ctx.db
    .selectFrom('link')
    .where('room_id', '=', roomId)
    .where('from_kind', '=', 'plan_card')
    .where('to_kind', '=', 'commitment')
    .select(['from_id', 'to_id'])
    .execute();
  const found: Record<string, CommitmentItem[]> = {};
  for (const link of links) {
    const item = items.find((one) => one.id === link.to_id);
    if (item) (found[link.from_id] ??= []).push(item);
  }
  return found;
}

/** One commitment with everything its page shows: the thread, reports and replies, dates, and what the actor may do. */
export async function page(ctx: ReadContext, id: string) {
  const { item, abilities, access, accepted } = await commitmentAccess(ctx, id, 'seeSummary');
  // Those who only look after the network: titles, states and dates.
  if (!abilities.see) {
    const state = item.state.kind === 'paused' ? { ...item.state, reason: '' } : item.state;
    return {
      item: { ...item, origin: null, state },
      abilities,
      accepted,
      reports: [],
      thread: [],
      dates: [],
      people: [],
    };
  }
  const [reports, thread, dates, people] = await Promise.all([
    reportsOf(ctx, item.id),
    threadOf(ctx, item.id),
    datesOf(ctx, item.id),
    abilities.handOver ? peopleOf(ctx, access.roomId, item.institution.id) : [],
  ]);
  return { item, abilities, accepted, reports, thread, dates, people };
}

/** The dates a commitment has had, oldest first. */
const datesOf = ({ db }: ReadContext, id: string) =>
  db
    .selectFrom('commitment_date')
    .leftJoin('person', 'person.id', 'commitment_date.set_by')
    .where('commitment_id', '=', id)
    .orderBy('set_at')
    .orderBy('commitment_date.id')
    .select([
      'due_on as dueOn',
      'report_on as reportOn',
      'reason',
      'set_at as setAt',
      'person.name as byName',
    ])
    .execute();

/** Who of an institution could own a commitment in a room. */
const peopleOf = ({ db }: ReadContext, roomId: string, institutionId: string) =>
  db
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_id', '=', roomId)
    .where('institution_id', '=', institutionId)
    .where('role', '<>', 'observer')
    .orderBy('person.name')
    .select(['person.id', 'person.name'])
    .execute();

/** What the form for a new commitment starts from; only what the actor may see and commit from. */
export const startFrom = originFor;
