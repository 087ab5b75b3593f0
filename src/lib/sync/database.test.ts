import { afterEach, expect, it, vi } from 'vitest';
import { deleteDatabases } from './database.ts';

/** As the specification has it: there is no result before the end. */
class PendingRequest {
  onblocked: (() => void) | null = null;
  get result(): never {
    throw new DOMException('pending', 'InvalidStateError');
  }
}

afterEach(() => vi.unstubAllGlobals());

it('does not wait for a tab that holds a database open', async () => {
  const request = new PendingRequest();
  vi.stubGlobal('IDBOpenDBRequest', PendingRequest);
  vi.stubGlobal('indexedDB', { deleteDatabase: () => request });
  const done = deleteDatabases(['twinward:odette']);
  expect(() => request.onblocked?.()).not.toThrow();
  await expect(done).resolves.toBeUndefined();
});
