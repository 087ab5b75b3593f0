import { sql, type SqlBool } from 'kysely';
import { byUrgency, isClosed, needsAttention, type CommitmentItem } from '#domain/commitment/commitment.ts';
import { dayAt } from '#domain/commitment/days.ts';
import type { ReadContext } from '../context.ts';
import { itemsWhere } from './rows.ts';

export const trackViews = ['attention', 'month', 'all'] as const;
export const trackGroups = ['topic', 'person', 'twin'] as const;
export interface TrackFilters {
  view?: (typeof trackViews)[number];
  /** Everything, in groups by name. */
  by?: (typeof trackGroups)[number];
  search?: string;
  /** Staff: not only their own, all of their rooms. */
  everyone?: boolean;
}
/** Whose commitments the page is about: the rooms one facilitates, the own institution, or oneself. */
export type Reach = 'rooms' | 'institution' | 'self';

/**
 * What was promised, for whoever looks after it: a facilitator over all rooms, a manager or co-facilitator their institution's,
 * everybody else their own. Counts and shares are of the same set, never of one institution beside another.
 */
export async function tracked(ctx: ReadContext, filters: TrackFilters = {}) {
  const { reach, institution } = await reachOf(ctx);
  const all = (await itemsWhere(ctx, () => within(ctx, filters.everyone ?? false))).sort(byUrgency);
  const counts = {
    attention: all.filter((item) => needsAttention(item.state)).length,
    month: all.filter(dueThisMonth).length,
    all: all.length,
  };
  return {
    reach,
    institution,
    summary: { ...summaryOf(all), ...(await keptInTime(ctx, all)) },
    counts,
    items: all.filter((item) => shownIn(item, filters)),
  };
}

async function reachOf({ db, actor }: ReadContext): Promise<{ reach: Reach; institution: string | null }> {
  const rows = await db
    .selectFrom('room_member')
    .innerJoin('institution', 'institution.id', 'room_member.institution_id')
    .where('person_id', '=', actor.personId)
    .select(['role', 'institution.name'])
    .execute();
  const has = (...roles: string[]) => rows.find((row) => roles.includes(row.role));
  if (has('facilitator')) return { reach: 'rooms', institution: null };
  const led = has('manager', 'co_facilitator');
  return led
    ? { reach: 'institution', institution: led.name }
    : { reach: 'self', institution: rows[0]?.name ?? null };
}

const within = ({ actor }: ReadContext, everyone: boolean) => sql<SqlBool>`EXISTS (
  SELECT FROM room_member me WHERE me.room_id = commitment.room_id AND me.person_id = ${actor.personId} AND (
    ${everyone} OR me.role = 'facilitator' OR commitment.owner_id = me.person_id
    OR (me.role IN ('manager', 'co_facilitator') AND me.institution_id = commitment.institution_id)))`;

const dueThisMonth = (item: CommitmentItem): boolean =>
  !isClosed(item.state) && item.reportOn.slice(0, 7) === item.today.slice(0, 7);

function shownIn(item: CommitmentItem, { view = 'attention', by, search }: TrackFilters): boolean {
  const words = search?.trim().toLocaleLowerCase();
  if (words)
    return [item.text, item.owner.name, item.room.name].some((said) =>
      said.toLocaleLowerCase().includes(words),
    );
  if (by || view === 'all') return true;
  return view === 'month' ? dueThisMonth(item) : needsAttention(item.state);
}

function summaryOf(items: readonly CommitmentItem[]) {
  const count = (holds: (item: CommitmentItem) => boolean) => items.filter(holds).length;
  const is = (...kinds: CommitmentItem['state']['kind'][]) =>
    count((item) => kinds.includes(item.state.kind));
  return {
    total: items.length,
    heard: is('heard'),
    done: is('done'),
    underWay: is('open', 'reported'),
    due: is('due'),
    proposed: is('proposed'),
    late: is('late'),
    paused: is('paused'),
    stuck: count((item) => item.state.kind === 'reported' && item.state.status === 'stuck'),
    /** Late by two days or more: a nudge has been sent and nobody has answered. */
    unanswered: count((item) => item.state.kind === 'late' && item.state.days <= -2),
  };
}

/** Of the report dates of this quarter and the last that have passed: how many were answered by their day. */
async function keptInTime({ db, now }: ReadContext, items: readonly CommitmentItem[]) {
  const given = await db
    .selectFrom('report_back')
    .where('commitment_id', 'in', items.length ? items.map((item) => item.id) : [sql<string>`NULL`])
    .select(['commitment_id', 'report_on', 'at'])
    .execute();
  const zones = new Map(items.map((item) => [item.id as string, item.room.zone]));
  const dates = [
    ...given.map((report) => ({
      on: report.report_on,
      kept: dayAt(report.at, zones.get(report.commitment_id) ?? 'UTC') <= report.report_on,
    })),
    ...items.filter((item) => item.state.kind === 'late').map((item) => ({ on: item.reportOn, kept: false })),
  ];
  const today = dayAt(now, items[0]?.room.zone ?? 'UTC');
  const share = (quarter: string) => {
    const due = dates.filter((date) => quarterOf(date.on) === quarter);
    return { due: due.length, kept: due.filter((date) => date.kept).length };
  };
  const current = quarterOf(today);
  return { thisQuarter: share(current), lastQuarter: share(quarterBefore(current)) };
}

const quarterOf = (day: string): string => `${day.slice(0, 4)}-${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
const quarterBefore = (quarter: string): string => {
  const [year, part] = quarter.split('-').map(Number) as [number, number];
  return part === 1 ? `${year - 1}-4` : `${year}-${part - 1}`;
};
