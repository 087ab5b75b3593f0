import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { stateOf } from '#domain/commitment/commitment.ts';
import { dayAt } from '#domain/commitment/days.ts';
import {
  canonicalText,
  contentCards,
  ownSections,
  type ContentCommitment,
  type PlanContent,
} from '#domain/plan/content.ts';
import { noteText } from '#domain/plan/note-body.ts';
import type { ReportStatus } from '#domain/report-back/report-back.ts';
import { sql, type Database, type Tx } from '../db/database.ts';
import { noteBodies } from './note-rows.ts';
import { cardRows, sectionsOf } from './queries.ts';

/** A plan as it is now: as far as it is projected. */
export interface PresentPlan {
  documentId: string;
  zone: string;
  seq: number;
  content: PlanContent;
  hash: string;
}

/** Projection, versions and signatures of one plan go one after the other. Who writes in it waits for none of them. */
export async function lockPlan(trx: Tx, documentId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${documentId}, 7))`.execute(trx);
}

/** SHA-256 of the canonical text, in hexadecimal letters. */
export const hashOf = (content: Pick<PlanContent, 'cards' | 'sections'>): string =>
  createHash('sha256').update(canonicalText(content)).digest('hex');

/** The whole plan of a document. Within a transaction that has its lock, everything in it is of one moment. */
export async function presentPlan(db: Database | Tx, documentId: string, now: Date): Promise<PresentPlan> {
  const { projected_seq, sections, zone, room_id } = await db
    .selectFrom('document')
    .innerJoin('room', 'room.id', 'document.room_id')
    .where('document.id', '=', documentId)
    .select(['projected_seq', 'sections', 'zone', 'room_id'])
    .executeTakeFirstOrThrow();
  const notes = await noteBodies(db, room_id);
  const bodies = Object.fromEntries(Object.entries(notes).map(([id, body]) => [id, noteText(body)]));
  const cards = contentCards(await cardRows({ db }, documentId), bodies);
  const content: PlanContent = {
    ...{ format: 1, cards },
    notes: Object.fromEntries(cards.flatMap(({ id }) => (notes[id] ? [[id, notes[id]]] : []))),
    sections: ownSections(sectionsOf(sections)),
    commitments: await commitmentsOn(db, documentId, dayAt(now, zone)),
  };
  return { documentId, zone, seq: projected_seq, content, hash: hashOf(content) };
}

/** The commitments made from the plan's cards, as they stand today. */
async function commitmentsOn(
  db: Database | Tx,
  documentId: string,
  today: string,
): Promise<ContentCommitment[]> {
  const { rows } = await sql<{
    id: string;
    card_id: string;
    text: string;
    institution_id: string;
    owner_id: string;
    due_on: string;
    report_on: string;
    accepted: boolean;
    paused_for: string | null;
    status: ReportStatus | null;
    heard: boolean;
  }>`SELECT commitment.id, link.from_id AS card_id, commitment.text, commitment.institution_id, commitment.owner_id,
      commitment.due_on, commitment.report_on, pause.reason AS paused_for, last.status, last.heard,
      EXISTS (SELECT FROM acceptance WHERE commitment_id = commitment.id) AS accepted
    FROM document JOIN link ON link.room_id = document.room_id AND link.from_kind = 'plan_card' AND link.to_kind = 'commitment'
    JOIN plan_card ON plan_card.document_id = document.id AND plan_card.card_id = link.from_id
    JOIN commitment ON commitment.id = link.to_id
    LEFT JOIN pause ON pause.commitment_id = commitment.id AND pause.ended_at IS NULL
    LEFT JOIN LATERAL (SELECT status, EXISTS (SELECT FROM hearing WHERE report_back_id = report_back.id) AS heard
      FROM report_back WHERE commitment_id = commitment.id ORDER BY at DESC LIMIT 1) AS last ON true
    WHERE document.id = ${documentId} ORDER BY commitment.made_at, commitment.id`.execute(db);
  return rows.map((row) => ({
    ...{ id: row.id, cardId: row.card_id, text: row.text, institutionId: row.institution_id },
    ...{ ownerId: row.owner_id, dueOn: row.due_on, reportOn: row.report_on },
    state: stateOf(
      {
        ...{ accepted: row.accepted, reportOn: row.report_on, pausedFor: row.paused_for },
        lastReport: row.status && { status: row.status, heard: row.heard },
      },
      today,
    ).kind,
  }));
}

const lookAgainMs = 100;

/** Waits until what was saved before now is projected, but not for ever: then the reader sees what is projected. */
export async function untilProjected(db: Database | Tx, roomId: string, ms = 2500): Promise<void> {
  const look = () =>
    db.selectFrom('document').where('room_id', '=', roomId).select(['id', 'seq', 'projected_seq']).execute();
  const asked = new Map((await look()).map(({ id, seq }) => [id, seq]));
  for (let left = ms; left > 0; left -= lookAgainMs) {
    const found = await look();
    if (found.every(({ id, projected_seq }) => projected_seq >= (asked.get(id) ?? 0))) return;
    await sleep(lookAgainMs);
  }
}
