import type { NetworkAbilities } from '#domain/network/abilities.ts';
import { m } from '$lib/paraglide/messages.js';

interface NetworkTab {
  path: `/network${string}`;
  label: () => string;
  needs: keyof NetworkAbilities;
}

/** The pages of a network, in their order; each reader gets those they may open. */
export const networkTabs: readonly NetworkTab[] = [
  { path: '/network', label: m.network_tab_overview, needs: 'see' },
  { path: '/network/institutions', label: m.institution_tab, needs: 'see' },
  { path: '/network/offers', label: m.network_tab_offers, needs: 'see' },
  { path: '/network/twinnings', label: m.network_tab_twinnings, needs: 'see' },
  { path: '/network/rooms', label: m.network_tab_rooms, needs: 'seeRooms' },
  { path: '/network/topics', label: m.network_tab_topics, needs: 'see' },
  { path: '/network/plan-templates', label: m.template_tab, needs: 'changePlanTemplates' },
  { path: '/network/invitations', label: m.invitation_tab, needs: 'invite' },
  { path: '/network/people', label: m.rights_tab_people, needs: 'lookAfter' },
  { path: '/network/audit', label: m.rights_tab_audit, needs: 'seeAudit' },
];

/** The query that keeps to one network, for readers who belong to several. */
export const inNetwork = (network: { id: string; others: readonly unknown[] }): string =>
  network.others.length > 0 ? `?in=${network.id}` : '';

/** The reader's tabs; the one with the longest matching path is where they are. */
export function tabsFor(
  network: { id: string; abilities: NetworkAbilities; others: readonly unknown[] },
  path: string,
) {
  const mine = networkTabs.filter((tab) => network.abilities[tab.needs]);
  const under = (tab: NetworkTab) => path === tab.path || path.startsWith(`${tab.path}/`);
  const [here] = mine.filter(under).sort((one, other) => other.path.length - one.path.length);
  return mine.map((tab) => ({
    href: tab.path + inNetwork(network),
    label: tab.label(),
    here: tab === here,
  }));
}
