import { institutionAbilities } from '#domain/institution/abilities.ts';
import type { Actor } from '#domain/person/actor.ts';
import { roleWords } from '$lib/auth/role-words.ts';
import { m } from '$lib/paraglide/messages.js';
import { list, type Line } from './who-sees.ts';

/** Who reads and who writes the offers and needs of an institution, in words: their own rights, on their own page. */
export function whoSeesOffers(): Line[] {
  const ids = { institutionId: 'i', networkId: 'n' } as unknown as Parameters<typeof institutionAbilities>[1];
  const roles = (['staff', 'co_facilitator', 'manager'] as const).filter(
    (role) =>
      institutionAbilities({ networks: [], institutions: [{ ...ids, role }] } as unknown as Actor, ids).offer,
  );
  return [
    { label: m.rights_reads(), text: m.rights_everybody_of_network() },
    {
      label: m.rights_writes(),
      text: m.rights_offers_write({ roles: list(roles.map((role) => roleWords[role]())) }),
    },
    { label: m.rights_never(), text: m.rights_never_network() },
  ];
}
