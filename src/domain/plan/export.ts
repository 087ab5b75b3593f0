import type { Lang } from '../person/lang.ts';
import { plain } from './table-columns.ts';

/** What a plan can be taken out as, by the end of its address. */
export const exportFormats = ['pdf', 'docx', 'xlsx', 'csv', 'md'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const isExportFormat = (value: string): value is ExportFormat =>
  exportFormats.includes(value as ExportFormat);

/** What a file is called: the room and the day, in letters that every disk takes. */
export function exportName(room: string, day: string, lang: Lang, format: ExportFormat): string {
  const name = plain(room)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '');
  return `plan-${name || (lang === 'fr' ? 'salle' : 'room')}-${day}.${format}`;
}
