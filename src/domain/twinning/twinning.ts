import type { InstitutionId, RoomId, TopicId, TwinningId } from '../ids.ts';
import type { Level } from '../network/network.ts';

export const twinningSides = ['giver', 'receiver'] as const;
export type TwinningSide = (typeof twinningSides)[number];

/** An institution of a twinning, on its side. */
export interface Partner {
  id: InstitutionId;
  name: string;
  shortName: string;
  level: Level;
  side: TwinningSide;
}

export interface TwinningCard {
  id: TwinningId;
  topicId: TopicId;
  topic: string;
  step: number;
  stepName: string;
  partners: Partner[];
  endedAt: Date | null;
  /** The room in which it is worked on, for those who may see at least its title. */
  room: { id: RoomId; name: string } | null;
}
