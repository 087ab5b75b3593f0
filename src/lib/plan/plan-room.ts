import type { Card } from '#domain/plan/card.ts';
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

type Who = Partial<Record<'institution' | 'owner', string | null>>;

/** What to set when an institution is chosen for an action: somebody of another one does not do it for this one. */
export function institutionValues(room: PlanRoom, card: Card, institution: string | null): Who {
  const stays = ownersIn(room, institution ?? undefined).some(({ id }) => id === card.values.owner);
  return { institution, ...(stays ? {} : { owner: null }) };
}

/** What to set when somebody is chosen for an action: it is their institution's. */
export function ownerValues(room: PlanRoom, owner: string | null): Who {
  const institution = personIn(room, owner ?? undefined)?.institutionId;
  return { owner, ...(institution ? { institution } : {}) };
}
