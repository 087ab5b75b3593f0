/** Postgres takes 65,535 values in one statement: no table of ours has so many columns that this many rows would reach it. */
const rowsAtOnce = 1000;

/** The same rows in order, in parts that one statement can write. */
export function* inParts<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) yield rows.slice(from, from + rowsAtOnce);
}
