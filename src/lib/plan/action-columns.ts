import type { CommitmentItem } from '#domain/commitment/commitment.ts';
import type { Card } from '#domain/plan/card.ts';
import { m } from '$lib/paraglide/messages.js';
import { institutionIn, personIn, type PlanRoom } from './plan-room.ts';
import { fieldLabel } from './words.ts';

export const actionColumns = [
  'title',
  'detail',
  'indicator',
  'institution',
  'owner',
  'due',
  'state',
] as const;
export type ActionColumn = (typeof actionColumns)[number];

/** Columns of shared texts. */
export const isText = (column: ActionColumn): column is 'title' | 'detail' | 'indicator' =>
  column === 'title' || column === 'detail' || column === 'indicator';

export const columnLabel: Record<ActionColumn, () => string> = {
  title: () => fieldLabel('action', 'title'),
  detail: () => fieldLabel('action', 'detail'),
  indicator: () => fieldLabel('action', 'indicator'),
  institution: m.plan_value_institution,
  owner: m.plan_value_owner,
  due: m.plan_value_due,
  state: m.plan_table_state,
};

/** An action with what was promised of it. */
export interface ActionRow {
  card: Card;
  promised: readonly CommitmentItem[];
}

/** Who does it and by when: as promised, or else as planned. */
export function whoAndWhen({ card, promised: [first] }: ActionRow, room: PlanRoom) {
  return {
    institution: institutionIn(room, first?.institution.id ?? card.values.institution),
    owner: first?.owner.name ?? personIn(room, card.values.owner)?.name ?? '',
    due: first?.dueOn ?? card.values.due ?? '',
  };
}

const urgency = ['late', 'due'];
/** What a column is sorted by; words without capitals and accents by the collator. */
function sortKey(row: ActionRow, column: ActionColumn, room: PlanRoom): string {
  if (isText(column)) return row.card.fields[column] ?? '';
  const { institution, owner, due } = whoAndWhen(row, room);
  if (column === 'institution') return institution?.shortName ?? '';
  if (column === 'owner') return owner;
  if (column === 'due') return due;
  const [first] = row.promised;
  if (!first) return 'z';
  const place = urgency.indexOf(first.state.kind);
  return `${place === -1 ? 5 : place}${first.state.kind}${first.reportOn}`;
}

/** Rows sorted by a column; those that say nothing there come last, either way. */
export function sorted(
  rows: readonly ActionRow[],
  { by, down }: { by: ActionColumn | null; down: boolean },
  room: PlanRoom,
  locale: string,
): ActionRow[] {
  if (by === null) return [...rows];
  const { compare } = new Intl.Collator(locale, { numeric: true });
  return rows
    .map((row) => ({ row, key: sortKey(row, by, room) }))
    .sort((a, b) =>
      (a.key === '') !== (b.key === '') ? (a.key === '' ? 1 : -1) : compare(a.key, b.key) * (down ? -1 : 1),
    )
    .map(({ row }) => row);
}
