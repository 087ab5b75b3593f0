export interface Progress {
  /** What is done now; the line before it is overwritten on a terminal. */
  step(words: string): void;
  /** A line that stays. */
  say(words: string): void;
}

const seldomMs = 2_000;

/** On a terminal one line that changes; into a log a line now and then, so that a night's backup stays readable. */
export function terminalProgress(out: NodeJS.WriteStream = process.stdout): Progress {
  let last = 0;
  let open = false;
  const clear = () => {
    if (open) out.write('\r\x1b[K');
    open = false;
  };
  return {
    step(words) {
      if (out.isTTY) {
        clear();
        out.write(words.slice(0, Math.max((out.columns ?? 80) - 1, 20)));
        open = true;
      } else if (performance.now() - last > seldomMs) {
        last = performance.now();
        out.write(`${words}\n`);
      }
    },
    say(words) {
      clear();
      out.write(`${words}\n`);
    },
  };
}

export const silent: Progress = { step: () => {}, say: () => {} };

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
