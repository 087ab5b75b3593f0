import type { PresenceIdentity } from '#domain/sync/messages.ts';
import type { OpenDocument } from '$lib/sync/open-document.ts';

/** Somebody else who is in the plan, the card they have open and the field of it they are in. */
export interface Present {
  clientId: number;
  identity: PresenceIdentity;
  card: string | null;
  field: string | null;
}

/** The others who are in a document, as their pages say. */
export function presentIn({ awareness }: OpenDocument, me: string): Present[] {
  const found: Present[] = [];
  for (const [clientId, state] of awareness.getStates()) {
    const identity = state.user as PresenceIdentity | undefined;
    if (clientId === awareness.clientID || !identity || identity.personId === me) continue;
    const said = (key: string) => (typeof state[key] === 'string' ? state[key] : null);
    found.push({ clientId, identity, card: said('card'), field: said('field') });
  }
  return found;
}

export const nobody: readonly Present[] = [];

/** Who has which card open. */
export function byCard(present: readonly Present[]): Map<string, Present[]> {
  const writers = new Map<string, Present[]>();
  for (const one of present) {
    if (one.card === null) continue;
    const others = writers.get(one.card);
    if (others) others.push(one);
    else writers.set(one.card, [one]);
  }
  return writers;
}
