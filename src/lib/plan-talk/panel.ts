import type { RoomInstitution, RoomPerson } from '#domain/room/room.ts';
import type { Refusal } from '$lib/form/attempt.ts';

/** What every part of the panel knows: who is here, who looks and when, what the page came back with. */
export interface PanelRoom {
  cardId: string;
  people: readonly RoomPerson[];
  /** Those that the reader can name: all but themselves. */
  others: readonly RoomPerson[];
  institutions: readonly RoomInstitution[];
  meId: string;
  now: string;
  zone: string;
  refused: Refusal | null;
}
