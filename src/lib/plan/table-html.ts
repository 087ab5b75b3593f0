/** The cells of the first table in what a document or spreadsheet put on the clipboard. Nothing of it is run or loaded. */
export function cellsOfHtml(html: string): string[][] {
  const table = new DOMParser().parseFromString(html, 'text/html').querySelector('table');
  if (!table) return [];
  const rows: string[][] = [];
  // A cell over several rows keeps its place in those below.
  const taken: number[] = [];
  for (const tr of table.rows) {
    const row: string[] = [];
    for (const cell of tr.cells) {
      while ((taken[row.length] ?? 0) > 0) taken[row.push('') - 1]!--;
      const [across, down] = [Math.min(cell.colSpan, 50), Math.min(cell.rowSpan, 5000)];
      const at = row.push(wordsOf(cell)) - 1;
      for (let more = 1; more < across; more++) row.push('');
      for (let column = at; column < at + across; column++) taken[column] = down - 1;
    }
    for (let at = row.length; at < taken.length; at++) {
      if ((taken[at] ?? 0) > 0) taken[at]!--;
      row.push('');
    }
    rows.push(row);
  }
  return rows;
}

/** The words of a cell; where a paragraph, an item or a line ends, a line ends. */
function wordsOf(cell: HTMLTableCellElement): string {
  for (const gone of cell.querySelectorAll('style, script')) gone.remove();
  for (const end of cell.querySelectorAll('br')) end.replaceWith('\ue000');
  for (const block of cell.querySelectorAll('p, li, div')) block.append('\ue000');
  return (cell.textContent ?? '')
    .replaceAll(/[ \t\r\n]+/g, ' ')
    .replaceAll(/ ?\ue000 ?/g, '\n')
    .trim();
}
