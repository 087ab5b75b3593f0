/** What the person at the terminal reads instead of a stack. */
export class BackupError extends Error {
  readonly code = 'backup';
}
