/** What a realtime server counts from its start on. */
export const noCounts = () => ({
  opened: 0,
  refused: 0,
  malformed: 0,
  committed: 0,
  commits: 0,
  failures: 0,
  rechecks: 0,
  gapFills: 0,
});
