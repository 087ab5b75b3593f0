import { documentsOpenHere } from './open-document.svelte.ts';
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
  await Promise.all(open.map((document) => document.flush(ms)));
  const store = await DeviceStore.open(personId);
  if (!store) return { unsent: 0 };
  const unsent = (await store.pending()).length;
  if (unsent > 0 && !force) {
    store.close();
    return { unsent };
  }
  for (const document of open) document.close();
  await store.forget();
  return { unsent: 0 };
}
