import { headline, isCardKind, type Card, type CardKind } from '#domain/plan/card.ts';
import { gather, type ChangeRow, type HistoryEntry } from '#domain/plan/history.ts';
import type { Since } from '#domain/plan/versions.ts';
import { isId } from '#domain/ids.ts';
import type { ReadContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { notFound } from '../errors.ts';
import { planAccess } from './document.ts';
import { namesOf, type Names } from './names.ts';
import { lastJoint } from './signatures.ts';
import { markersOf, type VersionMarker } from './version-queries.ts';

export interface HistoryFilter {
  since?: Since | null;
  cardId?: string | null;
  personId?: string | null;
  /** Where the page before ended. */
  before?: string | null;
}

/** An entry with what its page shows of the card and the person. */
export interface ShownEntry extends HistoryEntry {
  kind: CardKind;
  lang: string;
  title: string;
  isDeleted: boolean;
  byName: string | null;
  institutionId: string | null;
}

const rowsAtOnce = 150;

/**
 * What changed in a room's plan, newest first, a page at a time. What an instant asks for is what others did since then. Members only;
 * `not_found` for a version of another room.
 */
export async function history(ctx: ReadContext, roomId: string, filter: HistoryFilter = {}) {
  const { access, documentId, documentIds } = await planAccess(ctx, roomId);
  const since = await sinceOf(ctx, documentId, filter.since ?? null);
  // Each document by its own index, the newest of each.
  const found = await Promise.all(documentIds.map((id) => rowsOf(ctx, id, { ...filter, since })));
  const rows = found
    .flat()
    .sort(newestFirst)
    .slice(0, rowsAtOnce + 1);
  const more = rows.length > rowsAtOnce;
  const shown = rows.slice(0, rowsAtOnce);
  const last = shown.at(-1);
  const entries = await withWords(ctx, documentId, access.roomId, gather(shown));
  return {
    entries: entries.list,
    names: entries.names,
    since: since?.at ?? null,
    next: more && last ? cursorOf(last) : null,
    markers: await markers(ctx, documentId, filter, {
      from: more && last ? last.at : (since?.at ?? null),
      to: instantOf(filter.before ?? null),
    }),
  };
}

/** Where the reader was last in this room, before this stay: null when they never were. */
export async function lastHere(ctx: ReadContext, roomId: string): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    SELECT CASE WHEN at < ${new Date(ctx.now.getTime() - 30 * 60_000)} THEN at ELSE before_at END AS at
    FROM room_visit WHERE room_id = ${roomId} AND person_id = ${ctx.actor.personId}`.execute(ctx.db);
  return rows[0]?.at ?? null;
}

/** How many cards others have added, changed and deleted since an instant. Members only. */
export async function summary(ctx: ReadContext, roomId: string, since: Date) {
  const { documentId, documentIds } = await planAccess(ctx, roomId);
  const { rows } = await sql<{ added: number; changed: number; deleted: number }>`
    SELECT count(*) FILTER (WHERE added AND NOT gone)::int AS added,
      count(*) FILTER (WHERE NOT added AND NOT gone)::int AS changed,
      count(*) FILTER (WHERE gone AND NOT added)::int AS deleted
    FROM (SELECT recent.card_id, bool_or(field = 'added') AS added, bool_or(deleted_at IS NOT NULL) AS gone
      FROM unnest(${documentIds}::uuid[]) AS one(id)
      -- Each document by its own index, the newest of each.
      CROSS JOIN LATERAL (SELECT card_id, field FROM plan_change WHERE document_id = one.id AND at > ${since}
          AND person_id IS DISTINCT FROM ${ctx.actor.personId} AND before IS DISTINCT FROM after
        ORDER BY at DESC, seq DESC LIMIT 5000) AS recent
      JOIN plan_card ON plan_card.document_id = ${documentId} AND plan_card.card_id = recent.card_id
      GROUP BY recent.card_id) AS cards`.execute(ctx.db);
  return rows[0]!;
}

const newestFirst = (a: ChangeRow, b: ChangeRow): number =>
  b.at.getTime() - a.at.getTime() ||
  b.seq - a.seq ||
  (a.cardId < b.cardId ? 1 : a.cardId > b.cardId ? -1 : a.field < b.field ? 1 : -1);

interface Bounds {
  at: Date;
  /** Whose changes are no news. */
  not: string | null;
}

async function sinceOf(ctx: ReadContext, documentId: string, since: Since | null): Promise<Bounds | null> {
  if (since === null) return null;
  if ('at' in since) return { at: since.at, not: ctx.actor.personId };
  if ('from' in since) return { at: since.from, not: null };
  if ('signed' in since) {
    const joint = await lastJoint(ctx.db, documentId);
    return joint && { at: joint.at, not: null };
  }
  const version = await ctx.db
    .selectFrom('plan_version')
    .where('id', '=', since.versionId)
    .where('document_id', '=', documentId)
    .select('at')
    .executeTakeFirst();
  if (!version) throw notFound('version');
  return { at: version.at, not: null };
}

async function rowsOf(
  { db }: ReadContext,
  documentId: string,
  { since, cardId, personId, before }: Omit<HistoryFilter, 'since'> & { since: Bounds | null },
): Promise<ChangeRow[]> {
  let query = db
    .selectFrom('plan_change')
    .where('document_id', '=', documentId)
    .where((eb) => eb.or([eb('lost', '=', true), sql<boolean>`before IS DISTINCT FROM after`]));
  if (since) {
    query = query.where('at', '>', since.at);
    if (since.not) query = query.where(sql<boolean>`person_id IS DISTINCT FROM ${since.not}`);
  }
  if (cardId && isId(cardId)) query = query.where('card_id', '=', cardId);
  if (personId && isId(personId)) query = query.where('person_id', '=', personId);
  const cursor = readCursor(before ?? null);
  if (cursor)
    query = query.where(
      sql<boolean>`(at, seq, card_id, field COLLATE "C") < (${cursor.at}, ${cursor.seq}, ${cursor.cardId}, ${cursor.field})`,
    );
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .orderBy('card_id', 'desc')
    .orderBy(sql`field COLLATE "C"`, 'desc')
    .limit(rowsAtOnce + 1)
    .selectAll()
    .execute();
  return rows.map((row) => ({
    ...{ seq: row.seq, cardId: row.card_id, field: row.field, before: row.before, after: row.after },
    ...{ lost: row.lost, personId: row.person_id, at: row.at },
  }));
}

const cursorOf = ({ at, seq, cardId, field }: ChangeRow): string =>
  [at.toISOString(), seq, cardId, field].join('~');
function readCursor(words: string | null) {
  const [at, seq, cardId, field] = (words ?? '').split('~');
  const instant = instantOf(words);
  if (!instant || !at || !/^\d{1,15}$/.test(seq ?? '') || !isId(cardId ?? '') || !field) return null;
  return { at: instant, seq: Number(seq), cardId: cardId!, field: field.slice(0, 40) };
}
function instantOf(cursor: string | null): Date | null {
  const at = new Date((cursor ?? '').split('~')[0] ?? '');
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Sessions and signatures between the entries; not where one card or one person is looked at. */
async function markers(
  { db }: ReadContext,
  documentId: string,
  { cardId, personId }: HistoryFilter,
  between: { from: Date | null; to: Date | null },
): Promise<VersionMarker[]> {
  return cardId || personId ? [] : markersOf(db, documentId, between);
}

async function withWords(
  { db }: ReadContext,
  documentId: string,
  roomId: string,
  entries: readonly HistoryEntry[],
): Promise<{ list: ShownEntry[]; names: Names }> {
  if (entries.length === 0) return { list: [], names: {} };
  const people = [...new Set(entries.map(({ personId }) => personId))].filter((id) => id !== null);
  const [names, cards, places] = await Promise.all([
    namesOf(db, documentId, [...people, ...valuesIn(entries)]),
    cardsOfEntries(db, documentId, entries),
    placesOf(db, roomId, people),
  ]);
  const list = entries.flatMap((entry) => {
    const card = cards.get(entry.cardId);
    if (!card) return [];
    const by = entry.personId;
    return [
      {
        ...{ ...entry, ...card },
        byName: by === null ? null : (names[by] ?? null),
        institutionId: by === null ? null : (places.get(by) ?? null),
      },
    ];
  });
  return { list, names };
}

/** The values in entries that are ids of something with a name. */
const valuesIn = (entries: readonly HistoryEntry[]) =>
  entries.flatMap(({ pieces }) =>
    pieces.flatMap(({ name, before, after }) =>
      ['owner', 'institution', 'serves'].includes(name) ? [before, after] : [],
    ),
  );

async function cardsOfEntries(db: ReadContext['db'], documentId: string, entries: readonly HistoryEntry[]) {
  const rows = await db
    .selectFrom('plan_card')
    .where('document_id', '=', documentId)
    .where('card_id', 'in', [...new Set(entries.map(({ cardId }) => cardId))])
    .select(['card_id', 'kind', 'lang', 'fields', 'deleted_at'])
    .execute();
  return new Map(
    rows.flatMap(({ card_id, kind, lang, fields, deleted_at }) =>
      isCardKind(kind)
        ? [[card_id, { kind, lang, title: titleOf(kind, fields), isDeleted: deleted_at !== null }] as const]
        : [],
    ),
  );
}
const titleOf = (kind: CardKind, fields: unknown) => headline({ kind, fields: fields as Card['fields'] });

/** For which institution each is in the room; of those who left, for which they last did something there. */
async function placesOf(
  db: ReadContext['db'],
  roomId: string,
  people: readonly string[],
): Promise<Map<string, string>> {
  if (people.length === 0) return new Map();
  const { rows } = await sql<{ person_id: string; institution_id: string | null }>`
    SELECT id AS person_id, coalesce(
      (SELECT institution_id FROM room_member WHERE room_id = ${roomId} AND person_id = id),
      (SELECT institution_id FROM event WHERE room_id = ${roomId} AND event.by = one.id AND institution_id IS NOT NULL
        ORDER BY at DESC LIMIT 1)) AS institution_id
    FROM unnest(${people}::uuid[]) AS one(id)`.execute(db);
  return new Map(
    rows.flatMap((row) => (row.institution_id ? [[row.person_id, row.institution_id] as const] : [])),
  );
}
