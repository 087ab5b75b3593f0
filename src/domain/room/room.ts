import type { InstitutionId, PersonId, RoomId } from '../ids.ts';
import type { PlaceAbilities } from './abilities.ts';

export const roomRoles = ['staff', 'co_facilitator', 'facilitator', 'manager', 'observer'] as const;
/** What a person is in one room, through an institution. */
export type RoomRole = (typeof roomRoles)[number];

export type Side = 'giver' | 'receiver' | 'backbone';
/** The colour of an institution in a room, by order of joining. */
export type Twin = 'a' | 'b' | 'c' | 'd';

export interface RoomInstitution {
  id: InstitutionId;
  name: string;
  shortName: string;
  side: Side;
  twin: Twin;
  /** It left the room; its name stands at what it promised. */
  left: boolean;
}

export interface RoomPerson {
  id: PersonId;
  name: string;
  role: RoomRole;
  institutionId: InstitutionId;
}

/** Everybody's place in a room, by institution, with what the reader may do with it. */
export interface RoomPlace extends RoomPerson {
  self: boolean;
  abilities: PlaceAbilities;
}

export interface RoomCard {
  id: RoomId;
  name: string;
  step: number;
  stepName: string;
  topic: string;
  role: RoomRole | null;
  /** The institution through which the actor is here; null for those who only look after the network. */
  institutionId: InstitutionId | null;
  institutions: RoomInstitution[];
}

const twins: readonly Twin[] = ['a', 'b', 'c', 'd'];
/** The colour of the institution that joined at `position` (0 first); a fifth begins again at a. */
export const twinAt = (position: number): Twin => twins[position % twins.length] ?? 'a';

/** A room has at most so many institutions that give or receive: one for each colour. */
export const mostInstitutions = twins.length;

/**
 * Where the next institution that gives or receives is placed: its colour is none of theirs. Those that left still show
 * theirs, which is taken last. Null when the room has as many as it can.
 */
export function nextPosition(
  places: readonly { side: Side; position: number; left: boolean }[],
): number | null {
  const twinned = places.filter(({ side }) => side !== 'backbone');
  const here = twinned.filter(({ left }) => !left);
  if (here.length >= mostInstitutions) return null;
  const after = Math.max(-1, ...places.map(({ position }) => position)) + 1;
  const next = twins.map((_, more) => after + more);
  const free = (position: number, among: typeof twinned) =>
    among.every((one) => twinAt(one.position) !== twinAt(position));
  return next.find((one) => free(one, twinned)) ?? next.find((one) => free(one, here)) ?? after;
}
