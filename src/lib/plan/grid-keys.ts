/** A cell of a grid, the first being 0, 0. */
export interface Cell {
  row: number;
  column: number;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>;

const steps: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};

/** Where a key leads from a cell, as in a spreadsheet (ARIA's grid pattern); null when it leads nowhere. */
export function cellAfter(
  at: Cell,
  { key, ctrlKey, metaKey }: Pressed,
  rows: number,
  columns: number,
): Cell | null {
  const far = ctrlKey || metaKey;
  if (key === 'Home') return { row: far ? 0 : at.row, column: 0 };
  if (key === 'End') return { row: far ? rows - 1 : at.row, column: columns - 1 };
  const step = steps[key];
  if (!step) return null;
  const [down, right] = far ? [step[0] * rows, step[1] * columns] : step;
  return { row: within(at.row + down, rows), column: within(at.column + right, columns) };
}

/** The cell after or before one, going on in the next row; null behind the last and before the first. */
export function cellBeside(at: Cell, by: 1 | -1, rows: number, columns: number): Cell | null {
  const place = at.row * columns + at.column + by;
  return place < 0 || place >= rows * columns
    ? null
    : { row: Math.floor(place / columns), column: place % columns };
}

const within = (place: number, count: number) => Math.min(Math.max(place, 0), Math.max(count - 1, 0));
