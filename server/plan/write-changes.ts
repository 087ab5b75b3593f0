import { sql, type Tx } from '../db/database.ts';
import { inParts } from '../db/in-parts.ts';
import type { Change } from './reading.ts';

/** Changes of one field by one person within this time are one entry of the history. */
const sameEditMs = 10 * 60_000;

/** The entry that a field's next change may go on. `row`: it is not written yet. */
interface Last {
  seq: number;
  personId: string | null;
  at: Date;
  row?: Row;
}
type Row = ReturnType<typeof rowOf>;

/** Writes down what changed, in as few statements for ten thousand cards as for one. */
export async function writeChanges(trx: Tx, documentId: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const lasts = await lastOnes(trx, documentId, changes);
  const added: Row[] = [];
  const goneOn = new Map<string, { change: Change; seq: number }>();
  for (const change of changes) {
    const key = keyOf(change);
    const last = lasts.get(key);
    if (last && goesOn(last, change)) {
      if (last.row) Object.assign(last.row, { after: stored(change.after), at: change.at });
      else goneOn.set(key, { change, seq: last.seq });
      last.at = change.at;
      continue;
    }
    const row = rowOf(documentId, change);
    added.push(row);
    if (!change.lost) lasts.set(key, { seq: change.seq, personId: change.personId, at: change.at, row });
  }
  await goOn(trx, documentId, [...goneOn.values()]);
  for (const part of inParts(added))
    await trx
      .insertInto('plan_change')
      .values(part)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

const keyOf = ({ cardId, field }: { cardId: string; field: string }): string => `${cardId} ${field}`;

const goesOn = (last: Last, { lost, personId, at }: Change): boolean =>
  !lost && last.personId === personId && at.getTime() - last.at.getTime() < sameEditMs;

const stored = (value: string | null) => value?.replaceAll('\u0000', '') ?? null;

const rowOf = (documentId: string, change: Change) => ({
  ...{ document_id: documentId, seq: change.seq, card_id: change.cardId, field: change.field },
  ...{ before: stored(change.before), after: stored(change.after), lost: change.lost ?? false },
  body_before: change.bodyBefore ? JSON.stringify(change.bodyBefore) : null,
  ...{ person_id: change.personId, at: change.at },
});

/** The last entry of each field of these cards; older ones nobody goes on. */
async function lastOnes(trx: Tx, documentId: string, changes: readonly Change[]): Promise<Map<string, Last>> {
  const first = changes.reduce((at, change) => Math.min(at, change.at.getTime()), Infinity);
  const { rows } = await sql<{ card_id: string; field: string; seq: number; person_id: string; at: Date }>`
    SELECT DISTINCT ON (card_id, field) card_id, field, seq, person_id, at FROM plan_change
    WHERE document_id = ${documentId} AND card_id = ANY(${[...new Set(changes.map((one) => one.cardId))]}::uuid[])
      AND at > ${new Date(first - sameEditMs)} AND NOT lost
    ORDER BY card_id, field, seq DESC`.execute(trx);
  return new Map(
    rows.map(({ card_id, field, seq, person_id, at }) => [
      keyOf({ cardId: card_id, field }),
      { seq: Number(seq), personId: person_id, at },
    ]),
  );
}

async function goOn(
  trx: Tx,
  documentId: string,
  ones: readonly { change: Change; seq: number }[],
): Promise<void> {
  if (ones.length === 0) return;
  const all = <T>(pick: (one: { change: Change; seq: number }) => T): T[] => ones.map(pick);
  await sql`UPDATE plan_change SET after = newer.after, at = newer.at
    FROM unnest(${all(({ change }) => change.cardId)}::uuid[], ${all(({ change }) => change.field)}::text[],
      ${all(({ seq }) => seq)}::bigint[], ${all(({ change }) => stored(change.after))}::text[],
      ${all(({ change }) => change.at)}::timestamptz[]) AS newer(card_id, field, seq, after, at)
    WHERE document_id = ${documentId} AND plan_change.card_id = newer.card_id AND plan_change.field = newer.field
      AND plan_change.seq = newer.seq AND NOT lost`.execute(trx);
}
