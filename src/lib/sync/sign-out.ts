import { documentsOpenHere } from './open-document.ts';
import { DeviceStore } from './store.ts';

/**
 * For signing out on a shared phone: waits for unsent changes, then takes everything of this person off the device.
 * With changes that could not be sent nothing is taken away, unless `force`; the number of them is returned.
 */
export async function flushOrForget(
  personId: string,
  { force = false, ms = 4000 } = {},
): Promise<{ unsent: number }> {
  const open = [...documentsOpenHere()];
  const left = await Promise.all(open.map((document) => document.flush(ms)));
  const store = await DeviceStore.open(personId);
  // Where nothing is kept, what the open pages hold is all there is.
  if (!store) return { unsent: force ? 0 : left.reduce((sum, count) => sum + count, 0) };
  const unsent = (await store.pending()).length;
  if (unsent > 0 && !force) {
    store.close();
    return { unsent };
  }
  for (const document of open) document.close();
  await store.forget();
  return { unsent: 0 };
}
