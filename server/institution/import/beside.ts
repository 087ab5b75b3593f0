import { Worker } from 'node:worker_threads';
import { invalid } from '../../errors.ts';
import type { AgainAnswer, ReadAnswer, Task } from './work.ts';

const limits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
const mostMs = 60_000;
/** Two files are read at a time; the next one waits for its turn. */
const atOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Runs a task in a thread of its own, so that everybody else's pages go on. Throws `invalid` when the file cannot be read. */
export async function beside<T extends Task>(
  task: T,
): Promise<T extends { kind: 'read' } ? ReadAnswer : AgainAnswer> {
  if (running >= atOnce) await new Promise<void>((turn) => waiting.push(turn));
  running += 1;
  try {
    return (await inWorker(task)) as T extends { kind: 'read' } ? ReadAnswer : AgainAnswer;
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

type Message = { answer: ReadAnswer | AgainAnswer } | { unreadable: string };

function inWorker(task: Task): Promise<ReadAnswer | AgainAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: task,
      resourceLimits: limits,
    });
    const tooMuch = () => reject(invalid({ file: 'error_import_bomb' }));
    const limit = setTimeout(() => {
      tooMuch();
      void worker.terminate();
    }, mostMs);
    worker.once('message', (message: Message) => {
      if ('answer' in message) resolve(message.answer);
      else reject(invalid({ file: message.unreadable }));
    });
    worker.once('error', (error: Error & { code?: string }) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : reject(error),
    );
    worker.once('exit', () => {
      clearTimeout(limit);
      // After an answer this changes nothing.
      reject(new Error('The thread that reads imports ended without an answer'));
    });
  });
}
