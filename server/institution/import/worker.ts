import { parentPort, workerData } from 'node:worker_threads';
import { Unreadable } from './read-file.ts';
import { planAgain, readAndPlan, type Task } from './work.ts';

// One task a worker: whatever a hostile file does to the memory ends with it.
const task = workerData as Task;
try {
  const answer = task.kind === 'read' ? await readAndPlan(task) : planAgain(task);
  parentPort?.postMessage({ answer });
} catch (error) {
  if (!(error instanceof Unreadable)) throw error;
  parentPort?.postMessage({ unreadable: error.key });
}
