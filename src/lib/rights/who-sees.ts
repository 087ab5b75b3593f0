import { roomAbilities, type RoomAbilities } from '#domain/room/abilities.ts';
import { roomRoles, type RoomRole } from '#domain/room/room.ts';
import { roleWords } from '$lib/auth/role-words.ts';
import { m } from '$lib/paraglide/messages.js';
import { getLocale } from '$lib/paraglide/runtime.js';

export type Seen = 'plan' | 'session' | 'commitment' | 'moments' | 'people';
export interface Line {
  label: string;
  text: string;
}

/** The right by which each is read and written; the words below are made of what the abilities themselves answer. */
const rights: Record<Seen, { read: keyof RoomAbilities; write: keyof RoomAbilities }> = {
  plan: { read: 'see', write: 'editPlan' },
  session: { read: 'see', write: 'planSession' },
  commitment: { read: 'see', write: 'commit' },
  moments: { read: 'see', write: 'keepMoment' },
  people: { read: 'seePlaces', write: 'changeOwnMembers' },
};

/** Who reads, who writes and who never does, in words. */
export function whoSees(what: Seen): Line[] {
  const { read, write } = rights[what];
  const may = (right: keyof RoomAbilities) =>
    roomRoles.filter((role) => roomAbilities({ role, networkRoles: [] })[right]);
  const network = roomAbilities({ role: null, networkRoles: ['administrator'] });
  return [
    { label: m.rights_reads(), text: readers(may(read)) },
    { label: m.rights_writes(), text: list(may(write).map((role) => roleWords[role]())) },
    {
      label: m.rights_network_sees(),
      text: network[read]
        ? m.rights_network_sees_places()
        : network.seeSummary
          ? m.rights_network_sees_summary()
          : m.rights_nothing(),
    },
    {
      label: m.rights_never(),
      text: what === 'session' ? m.rights_never_session() : m.rights_never_others(),
    },
  ];
}

const readers = (roles: readonly RoomRole[]): string =>
  roles.length === roomRoles.length
    ? m.rights_everybody_of_room()
    : list(roles.map((role) => roleWords[role]()));

/** "Staff, Facilitator and Manager". */
export const list = (words: readonly string[]): string =>
  new Intl.ListFormat(getLocale() === 'fr' ? 'fr' : 'en-GB', { type: 'conjunction' }).format(words);
