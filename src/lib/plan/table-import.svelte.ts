import { decodeTable, cellsOfText, longestTableText, tidy } from '#domain/plan/table-text.ts';
import {
  mostRows,
  readTable,
  refusalOf,
  type Choice,
  type TableReading,
} from '#domain/plan/table-reading.ts';
import type { Around } from '#domain/plan/table-names.ts';
import type { TableKind, Target } from '#domain/plan/table-columns.ts';
import { m } from '$lib/paraglide/messages.js';
import { cellsOfHtml } from './table-html.ts';

/** A table on its way into a plan: what was brought, what is wrong with it, and what it would become. */
export class TableImport {
  /** What stands in the field to paste into. */
  text = $state('');
  /** Why what was brought is not read; '' when it is, or when there is nothing yet. */
  refusal = $state('');
  busy = $state(false);
  #cells = $state.raw<readonly (readonly string[])[]>([]);
  #choice = $state.raw<Choice>({});
  readonly #around: () => Around;
  readonly reading = $derived.by((): TableReading | null =>
    this.#cells.length > 0 ? readTable(this.#cells, this.#around(), this.#choice) : null,
  );

  constructor(around: () => Around) {
    this.#around = around;
  }

  /** Text that was pasted or typed. */
  typed(): void {
    if (this.text.trim() === '') this.startOver();
    else if (this.text.length > longestTableText) this.#refuse(m.files_refused_too_long());
    else this.#bring(cellsOfText(this.text));
  }

  /** A table of a document or a spreadsheet's page. Says whether there was one. */
  pasted(html: string): boolean {
    if (!/<table/i.test(html) || html.length > 5 * longestTableText) return false;
    const cells = tidy(cellsOfHtml(html));
    if (cells.length === 0) return false;
    this.text = cells.map((row) => row.map((cell) => cell.replaceAll(/\s+/g, ' ')).join('\t')).join('\n');
    this.#bring(cells);
    return true;
  }

  /** A file; `sheets` is the address that reads spreadsheets. */
  async chosen(file: File, sheets: string): Promise<void> {
    this.startOver();
    this.busy = true;
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      // A packed file, or a spreadsheet of before 2007: the server knows which.
      const isBook = (bytes[0] === 0x50 && bytes[1] === 0x4b) || (bytes[0] === 0xd0 && bytes[1] === 0xcf);
      if (isBook) return await this.#ask(file, sheets);
      const text = bytes.length > 2 * longestTableText ? null : decodeTable(bytes);
      if (text === null) this.#refuse(m.files_refused_no_text());
      else this.#bring(cellsOfText(text));
    } catch {
      this.#refuse(m.files_refused_offline());
    } finally {
      this.busy = false;
    }
  }

  choose(choice: Choice): void {
    // Other headings or another kind mean other columns.
    const { targets: _, ...kept } = this.#choice;
    this.#choice = { ...('kind' in choice || 'headings' in choice ? kept : this.#choice), ...choice };
  }

  /** Takes a column for something else; what had that place goes to the long text. */
  take(column: number, target: Target): void {
    const targets = this.reading?.columns.map((one, at) => {
      if (at === column) return target;
      return one.target === target && target !== 'extra' && target !== 'nothing' ? 'extra' : one.target;
    });
    if (targets) this.choose({ targets });
  }

  startOver(): void {
    this.#cells = [];
    this.#choice = {};
    this.refusal = '';
  }

  get kind(): TableKind {
    return this.reading?.kind ?? 'action';
  }

  async #ask(file: File, sheets: string): Promise<void> {
    const body = new FormData();
    body.set('file', file);
    const response = await fetch(sheets, { method: 'POST', body });
    const answer = (await response.json()) as { cells?: string[][]; error?: string };
    if (answer.cells) this.#bring(answer.cells);
    else this.#refuse(answer.error ?? m.files_refused_no_text());
  }

  #bring(cells: readonly (readonly string[])[]): void {
    this.#choice = {};
    const refused = refusalOf(cells);
    this.#cells = refused ? [] : cells;
    this.refusal =
      refused === null
        ? ''
        : refused === 'empty'
          ? m.files_refused_empty()
          : refused === 'too_long'
            ? m.files_refused_too_long()
            : m.files_refused_too_many_rows({ rows: cells.length, most: mostRows });
  }

  #refuse(words: string): void {
    this.#cells = [];
    this.refusal = words;
  }
}
