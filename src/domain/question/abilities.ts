import type { RoomAbilities } from '../room/abilities.ts';
import type { SessionFacts } from '../walkthrough/abilities.ts';

/** What a person may do with the questions of a session. */
export function questionAbilities(room: RoomAbilities, { over, walker }: SessionFacts) {
  return {
    see: room.see,
    ask: room.ask && !over,
    /** Note a question that was asked by voice, for any institution of the room. */
    noteSpoken: room.facilitate && !over,
    vote: room.ask && !over,
    /** Make a question the current one. */
    take: (walker || room.facilitate) && !over,
    answer: (walker || room.facilitate) && !over,
    /** What was carried to the room is answered there, also when the session is over. */
    answerCarried: room.reply,
    /** What is still open at the end of a session can be carried afterwards. */
    carry: (walker && !over) || room.facilitate,
  };
}
export type QuestionAbilities = ReturnType<typeof questionAbilities>;
