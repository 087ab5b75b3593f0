// Runs beside the event loop: making a document small costs processor time that grows with its whole history.
import { parentPort } from 'node:worker_threads';
import { compact } from './merge.ts';

parentPort?.on('message', ({ id, updates }: { id: number; updates: Uint8Array[] }) => {
  try {
    parentPort?.postMessage({ id, merged: compact(updates) });
  } catch (error) {
    parentPort?.postMessage({ id, error: String(error) });
  }
});
