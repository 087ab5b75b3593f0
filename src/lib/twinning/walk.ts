interface Arrow {
  from: string;
  to: string;
}

/**
 * Where an arrow key leads from an institution of the picture: right to whom it gives, left to whom it receives from,
 * first of all back to where one came from; up and down among those at the same end of where one came from. Null when there is nowhere to go.
 */
export function walk(
  arrows: readonly Arrow[],
  here: string,
  key: string,
  came: { from: string; ahead: boolean } | null,
): { to: string; came: { from: string; ahead: boolean } } | null {
  const at = (from: string, ahead: boolean) => [
    ...new Set(
      arrows
        .filter((arrow) => (ahead ? arrow.from : arrow.to) === from)
        .map((arrow) => (ahead ? arrow.to : arrow.from)),
    ),
  ];
  if (key === 'ArrowRight' || key === 'ArrowLeft') {
    const ahead = key === 'ArrowRight';
    const row = at(here, ahead);
    const to = came && came.ahead !== ahead && row.includes(came.from) ? came.from : row[0];
    return to ? { to, came: { from: here, ahead } } : null;
  }
  if (!came || (key !== 'ArrowUp' && key !== 'ArrowDown')) return null;
  const row = at(came.from, came.ahead);
  const next = row[(row.indexOf(here) + (key === 'ArrowDown' ? 1 : row.length - 1)) % row.length];
  return next && next !== here ? { to: next, came } : null;
}
