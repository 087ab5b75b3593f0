import type { ExportFormat } from '#domain/plan/export.ts';
import type { Outline } from '#domain/plan/outline.ts';

/** What the thread is asked. */
export interface ExportTask {
  format: ExportFormat;
  outline: Outline;
}

/** Writes an outline down as a file. What writes each format is loaded when it is asked for. */
export async function writeExport({ format, outline }: ExportTask): Promise<Uint8Array> {
  switch (format) {
    case 'md':
      return Buffer.from((await import('./markdown.ts')).markdown(outline));
    case 'csv':
      return (await import('./sheet.ts')).actionsCsv(outline);
    case 'xlsx':
      return (await import('./sheet.ts')).actionsXlsx(outline);
    case 'docx':
      return (await import('./word.ts')).word(outline);
    case 'pdf':
      return (await import('./pdf.ts')).pdf(outline);
  }
}
