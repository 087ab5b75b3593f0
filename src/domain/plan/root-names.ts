import type * as Y from 'yjs';

/** A shared type of a document keeps its name; looking through all of them for each of a hundred thousand takes minutes. */
const known = new WeakMap<object, string>();

/** The name of a shared type that stands in the document itself; null for one that does not. */
export function nameOfRoot(doc: Y.Doc | null, root: object): string | null {
  if (!known.has(root)) for (const [name, shared] of doc?.share ?? []) known.set(shared, name);
  return known.get(root) ?? null;
}
