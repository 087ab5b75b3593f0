import type { NetworkAbilities } from '#domain/network/abilities.ts';
import { error } from '@sveltejs/kit';

/** Ends a page's load for readers without the ability: it looks as if there were no such page. */
export function onlyFor(network: { abilities: NetworkAbilities }, ability: keyof NetworkAbilities): void {
  if (!network.abilities[ability]) error(404, { message: 'not_found', code: 'not_found' });
}
