import { answer, openDatabase, written } from './database.ts';

/** Not in localStorage: browsers write that to disk only some seconds later, and a phone may die before. */
export const lastPersonDatabase = 'twinward-last-person';
const open = () => openDatabase(lastPersonDatabase, (db) => db.createObjectStore('person'));

/** Notes who is signed in here. */
export async function rememberPerson(personId: string): Promise<void> {
  const db = await open();
  const transaction = db.transaction('person', 'readwrite');
  transaction.objectStore('person').put(personId, 'last');
  await written(transaction).finally(() => db.close());
}

/** For a page that the browser brings back as it was left: opens it anew when somebody else, or nobody, is signed in here by now. */
export async function openAnewForAnother(
  { persisted }: PageTransitionEvent,
  personId: string,
): Promise<void> {
  if (persisted && (await lastPerson()) !== personId) location.reload();
}

/** The person who was last signed in here: whose rooms the offline page shows. */
export async function lastPerson(): Promise<string | null> {
  try {
    const db = await open();
    const found = answer<string | undefined>(db.transaction('person').objectStore('person').get('last'));
    return (await found.finally(() => db.close())) ?? null;
  } catch {
    return null;
  }
}
