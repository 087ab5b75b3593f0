import type { Side as RoomSide } from '#domain/room/room.ts';
import type { Side } from '$lib/ui/types.ts';

/** Who does not give is drawn round; the backbone too. */
export const markSide = (side: RoomSide): Side => (side === 'giver' ? 'giver' : 'receiver');

/** "Odette Mukamana" → "Odette": over a picture there is room for one name. */
export const firstName = (name: string): string => name.split(' ')[0] ?? name;
