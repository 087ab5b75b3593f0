import { parentPort, Worker, type ResourceLimits } from 'node:worker_threads';

export interface ThreadLimits {
  /** A task that takes longer is ended, with all that the thread holds. */
  ms: number;
  resourceLimits?: ResourceLimits;
}

/** A task was ended before it had an answer: it took too long, or too much memory. */
export class Unfinished extends Error {}

type Answer<Result> = { result: Result } | { error: string };

/**
 * A thread for work that would hold up the event loop, started when first needed and again after it died. One task at a time, in
 * order, each within the limits. Nothing here keeps the process alive.
 */
export function createThread<Task, Result>(file: URL, { ms, resourceLimits }: ThreadLimits) {
  let worker: Worker | null = null;
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    const started = new Worker(file, resourceLimits && { resourceLimits });
    started.unref();
    // Between two tasks nobody else listens, and an error that nobody hears would end the process.
    started.on('error', () => {});
    started.once('exit', () => {
      if (worker === started) worker = null;
    });
    return started;
  }

  function askNow(task: Task): Promise<Result> {
    if (closed) return Promise.reject(new Unfinished('the thread is closed'));
    const asked = (worker ??= start());
    return new Promise<Result>((resolve, reject) => {
      const end = (reason: string) => {
        clearTimeout(late);
        // The next task gets a new thread, even while this one is still ending.
        if (worker === asked) worker = null;
        reject(new Unfinished(reason));
        void asked.terminate();
      };
      const failed = (error: Error) => end(error.message);
      const exited = () => end('the thread ended');
      const late = setTimeout(() => end(`took longer than ${ms} ms`), ms).unref();
      asked.once('error', failed).once('exit', exited);
      asked.once('message', (answer: Answer<Result>) => {
        clearTimeout(late);
        asked.off('error', failed).off('exit', exited);
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.result);
      });
      asked.postMessage(task);
    });
  }

  return {
    ask(task: Task): Promise<Result> {
      const answer = turn.then(() => askNow(task));
      turn = answer.catch(() => {});
      return answer;
    },
    async close(): Promise<void> {
      closed = true;
      await worker?.terminate();
    },
  };
}

/** In the thread's file: answers each task with what `work` makes of it. */
export function answerTasks<Task, Result>(work: (task: Task) => Result | Promise<Result>): void {
  parentPort?.on('message', (task: Task) => {
    // Within a promise, so that work that fails at once is answered like work that fails later.
    void new Promise<Result>((resolve) => resolve(work(task))).then(
      (result) => parentPort?.postMessage({ result }),
      (error: unknown) => parentPort?.postMessage({ error: String(error) }),
    );
  });
}
