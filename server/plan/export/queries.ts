import * as v from 'valibot';
import { exportFormats, exportName, type ExportFormat } from '#domain/plan/export.ts';
import { outlineOf, type Outline } from '#domain/plan/outline.ts';
import { langs, type Lang } from '#domain/person/lang.ts';
import { byCard, ofRoom } from '../../commitment/queries.ts';
import type { ReadContext } from '../../context.ts';
import { notFound } from '../../errors.ts';
import { frame } from '../../room/queries.ts';
import { createThread } from '../../thread.ts';
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

/** The same as a file. What is no format or no language is not found. */
export async function file(
  ctx: ReadContext,
  roomId: string,
  raw: { format: string; lang: string },
): Promise<PlanFile> {
  const input = v.safeParse(asked, raw);
  if (!input.success) throw notFound('page');
  const { format, lang } = input.output;
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
