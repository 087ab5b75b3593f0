import type { ExportFormat } from '#domain/plan/export.ts';
import type { Outline } from '#domain/plan/outline.ts';
import type { Pictures } from './pictures.ts';

/** What the thread is asked. */
export interface ExportTask {
  format: ExportFormat;
  outline: Outline;
  /** Those of its notes, for formats that hold pictures. */
  pictures: Pictures;
}

/** Writes an outline down as a file. What writes each format is loaded when it is asked for. */
export async function writeExport({ format, outline, pictures }: ExportTask): Promise<Uint8Array> {
  switch (format) {
    case 'md':
      return Buffer.from((await import('./markdown.ts')).markdown(outline));
    case 'csv':
      return (await import('./sheet.ts')).actionsCsv(outline);
    case 'xlsx':
      return (await import('./sheet.ts')).actionsXlsx(outline);
    case 'docx':
      return (await import('./word.ts')).word(outline, pictures);
    case 'pdf':
      return (await import('./pdf.ts')).pdf(outline, pictures);
  }
}
