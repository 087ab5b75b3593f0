import type { RoomInstitution, RoomPerson } from '#domain/room/room.ts';

/** The room around a plan: who there is to own an action. */
export interface PlanRoom {
  id: string;
  name: string;
  institutions: readonly RoomInstitution[];
  people: readonly RoomPerson[];
}

/** Those who can own an action, of one institution or of all. */
export const ownersIn = ({ people }: PlanRoom, institutionId?: string): RoomPerson[] =>
  people.filter(
    (person) => person.role !== 'observer' && (!institutionId || person.institutionId === institutionId),
  );

export const institutionIn = ({ institutions }: PlanRoom, id: string | undefined): RoomInstitution | null =>
  institutions.find((institution) => institution.id === id) ?? null;

export const personIn = ({ people }: PlanRoom, id: string | undefined): RoomPerson | null =>
  people.find((person) => person.id === id) ?? null;
