import type { Lifecycle } from './lifecycle.ts';
import type { Log } from './log.ts';

// One Ctrl-C arrives several times: from the terminal, from npm and from the launcher.
const SAME_PRESS_MS = 700;

/** Signals, failures nobody caught and a vanished launcher all lead to the one way of stopping. */
export function handleEndings(lifecycle: Lifecycle, log: Log): void {
  let firstAt: number | null = null;
  const end = (why: string, code: number) => {
    if (firstAt === null) {
      firstAt = performance.now();
      if (why === 'SIGINT') console.log('\nStopping … (Ctrl-C again to force)');
      void lifecycle.stop(why).then(() => process.exit(code));
    } else if (performance.now() - firstAt > SAME_PRESS_MS) {
      console.error('Forced. The next start repairs what was left open.');
      process.exit(1);
    }
  };
  process.on('SIGINT', () => end('SIGINT', 0));
  process.on('SIGTERM', () => end('SIGTERM', 0));
  process.on('SIGHUP', () => end('SIGHUP', 0));
  process.once('disconnect', () => firstAt ?? end('the launcher is gone', 0));
  const drain = (what: string) => (error: unknown) => {
    log.fatal({ err: error }, what);
    if (firstAt === null) end(what, 1);
  };
  process.on('uncaughtException', drain('a failure that nobody caught'));
  process.on('unhandledRejection', drain('a promise that nobody waited for failed'));
}
