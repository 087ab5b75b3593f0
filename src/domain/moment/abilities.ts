import type { RoomAbilities } from '../room/abilities.ts';
import type { SessionFacts } from '../walkthrough/abilities.ts';

/** What a person may do with the moments of a session. */
export function momentAbilities(room: RoomAbilities, { over }: Pick<SessionFacts, 'over'>) {
  return { see: room.see, keep: room.keepMoment && !over };
}
export type MomentAbilities = ReturnType<typeof momentAbilities>;
