import type { RoomAbilities } from '../room/abilities.ts';

type Room = Pick<RoomAbilities, 'see' | 'editPlan'>;

/** Who may say something about a plan's cards: every member of the room, observers too. */
export const talkAbilities = (room: Room) => ({ see: room.see, comment: room.see, suggest: room.see });

/** What a person may do with a thread: settle it who began it or who writes the plan, bring it to a session who writes the plan. */
export function threadAbilities(room: Room, facts: { mine: boolean; resolved: boolean; carried: boolean }) {
  const settle = room.see && (room.editPlan || facts.mine);
  return {
    reply: room.see,
    resolve: settle && !facts.resolved,
    reopen: settle && facts.resolved,
    carry: room.editPlan && !facts.resolved && !facts.carried,
  };
}
export type ThreadAbilities = ReturnType<typeof threadAbilities>;

/** What a person may do with a comment: their own, for as long as it has words. */
export const commentAbilities = (room: Room, facts: { mine: boolean; takenAway: boolean }) => ({
  change: room.see && facts.mine && !facts.takenAway,
  takeAway: room.see && facts.mine && !facts.takenAway,
});

/** What a person may do with a suggestion: decide who writes the plan, withdraw whose it is. */
export const suggestionAbilities = (room: Room, facts: { mine: boolean; open: boolean }) => ({
  accept: room.editPlan && facts.open,
  decline: room.editPlan && facts.open,
  withdraw: room.see && facts.mine && facts.open,
});
export type SuggestionAbilities = ReturnType<typeof suggestionAbilities>;
