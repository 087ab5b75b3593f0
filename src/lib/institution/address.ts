import type { ListFilter } from '#domain/institution/schemas.ts';

/** The address of a list with another part of its filter; empty parts stay out, and the page begins anew. */
export function listAddress(filter: Partial<ListFilter>, more: Record<string, string | null> = {}): string {
  const { after: _, before: __, ...kept } = filter;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...kept, ...more })) if (value) query.set(name, value);
  return `?${query.toString()}`;
}
