import type { RoomAbilities } from '../room/abilities.ts';
import type { SessionState } from './session.ts';

export interface SessionFacts {
  room: RoomAbilities;
  state: SessionState;
  /** Somebody took the actor out of this session's call. */
  removed: boolean;
}

/** What a person may do in a session. Pages, commands and media grants all ask here. */
export function sessionAbilities({ room, state, removed }: SessionFacts) {
  const coming = state === 'planned' || state === 'open';
  const join = room.joinCall && coming && !removed;
  return {
    see: room.see,
    join,
    /** Camera and microphone; an observer listens. */
    speak: join && room.speak,
    raiseHand: join && room.speak,
    /** Say whether one comes: everybody of the room, also those who only listen. */
    answer: room.see && coming,
    move: room.planSession && state === 'planned',
    cancel: room.planSession && state === 'planned',
    /** Next agenda item, and mute somebody whose microphone was left on. */
    lead: room.facilitate && coming,
    end: room.facilitate && state === 'open',
    remove: room.removeFromCall && coming,
    ask: room.ask && coming,
    walk: room.walk && join,
    commit: room.commit,
  };
}
export type SessionAbilities = ReturnType<typeof sessionAbilities>;
