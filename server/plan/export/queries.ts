import * as v from 'valibot';
import { exportFormats, exportName, type ExportFormat } from '#domain/plan/export.ts';
import { outlineOf, type Outline } from '#domain/plan/outline.ts';
import { langs, type Lang } from '#domain/person/lang.ts';
import { byCard, ofRoom } from '../../commitment/queries.ts';
import type { ReadContext } from '../../context.ts';
import { DomainError, notFound, tooMany } from '../../errors.ts';
import { frame } from '../../room/queries.ts';
import { createThread, Unfinished } from '../../thread.ts';
import { open } from '../queries.ts';
import { latestSignOff } from '../version-queries.ts';
import { picturesFor } from './pictures.ts';
import { signaturesIn } from './signed.ts';
import type { ExportTask } from './write.ts';

export interface PlanFile {
  name: string;
  type: string;
  bytes: Uint8Array;
}

const types: Record<ExportFormat, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
};

const asked = v.object({ format: v.picklist(exportFormats), lang: v.picklist(langs) });

/** A room's plan with what was promised, in words of a language. Members only. */
export const outline = (ctx: ReadContext, roomId: string, lang: Lang): Promise<Outline> =>
  outlineFor(ctx, roomId, { lang, zone: ctx.actor.zone });

/** The same for other readers: `nameless` says nobody's name. */
export async function outlineFor(
  ctx: ReadContext,
  roomId: string,
  reader: { lang: Lang; zone: string; nameless?: boolean },
): Promise<Outline> {
  const [plan, { head, people }, commitments, all, signed] = await Promise.all([
    open(ctx, roomId, { whole: true }),
    frame(ctx, roomId),
    byCard(ctx, roomId),
    ofRoom(ctx, roomId),
    latestSignOff(ctx, roomId),
  ]);
  const onCards = new Set(plan.cards.flatMap(({ id }) => (commitments[id] ?? []).map((item) => item.id)));
  return outlineOf({
    room: { name: head.name, institutions: head.institutions.filter(({ left }) => !left) },
    ...{ people, cards: plan.cards, sections: plan.sections, notes: plan.notes, commitments },
    // What was promised in a session is the room's own.
    others: reader.nameless ? [] : all.filter(({ id }) => !onCards.has(id)),
    signatures: signed && signaturesIn(signed, head.institutions, reader),
    ...{ ...reader, at: ctx.now },
  });
}

/** So many files one person may wait for: the thread that writes them is everybody's. */
const mostAtOnce = 4;
const waiting = new Map<string, number>();

/**
 * The same as a file. What is no format or no language is not found; `too_many` for who waits for several, `too_large` when it took too
 * long to write.
 */
export async function file(
  ctx: ReadContext,
  roomId: string,
  raw: { format: string; lang: string },
): Promise<PlanFile> {
  const input = v.safeParse(asked, raw);
  if (!input.success) throw notFound('page');
  const { personId } = ctx.actor;
  const mine = waiting.get(personId) ?? 0;
  if (mine >= mostAtOnce) throw tooMany(30);
  waiting.set(personId, mine + 1);
  try {
    return await fileOf(ctx, roomId, input.output);
  } catch (error) {
    throw error instanceof Unfinished ? new DomainError('too_large', 'The file took too long') : error;
  } finally {
    const left = waiting.get(personId)! - 1;
    if (left > 0) waiting.set(personId, left);
    else waiting.delete(personId);
  }
}

async function fileOf(
  ctx: ReadContext,
  roomId: string,
  { format, lang }: v.InferOutput<typeof asked>,
): Promise<PlanFile> {
  const written = await outline(ctx, roomId, lang);
  const pictures = format === 'pdf' || format === 'docx' ? await picturesFor(ctx, roomId, written) : {};
  return {
    name: exportName(written.room, written.day, lang, format),
    type: types[format],
    bytes: await writing.ask({ format, outline: written, pictures }),
  };
}

const writing = createThread<ExportTask, Uint8Array>(new URL('./write-worker.ts', import.meta.url), {
  ms: 30_000,
  resourceLimits: { maxOldGenerationSizeMb: 512 },
});
