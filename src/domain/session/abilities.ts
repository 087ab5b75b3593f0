import { roomAbilities, type RoomAbilities } from '../room/abilities.ts';
import type { SessionState } from './session.ts';

export interface SessionFacts {
  room: RoomAbilities;
  state: SessionState;
  /** Somebody took the actor out of this session's call. */
  removed: boolean;
  /** The actor is a guest of this session, let in or still at the door; null for the people of its room. */
  guest?: { admitted: boolean } | null;
}

/** What a session lends a guest who was let in: a voice and questions. Nothing of the room itself. */
export const lentToGuest = (welcome: boolean): RoomAbilities => ({
  ...roomAbilities({ role: null, networkRoles: [] }),
  joinCall: welcome,
  speak: welcome,
  ask: welcome,
});

/** What a person may do in a session. Pages, commands and media grants all ask here. */
export function sessionAbilities({ room: own, state, removed, guest = null }: SessionFacts) {
  const coming = state === 'planned' || state === 'open';
  const welcome = guest !== null && guest.admitted && coming && !removed;
  const room = guest ? lentToGuest(welcome) : own;
  const join = room.joinCall && coming && !removed;
  return {
    /** For a guest only from being let in until the session is over. */
    see: guest ? welcome : room.see,
    join,
    /** Camera and microphone; an observer listens. */
    speak: join && room.speak,
    raiseHand: join && room.speak,
    /** Say whether one comes: everybody of the room, also those who only listen. */
    answer: room.see && coming,
    /** Who was told of it and who was not. */
    seeInvited: room.facilitate,
    move: room.planSession && state === 'planned',
    cancel: room.planSession && state === 'planned',
    /** Next agenda item, and mute somebody whose microphone was left on. */
    lead: room.facilitate && coming,
    end: room.facilitate && state === 'open',
    remove: room.removeFromCall && coming,
    /** Make and take back links for guests. */
    inviteGuests: room.inviteGuests && coming,
    /** Let guests in, and send them out again. */
    admitGuests: room.admitGuests && coming,
    ask: room.ask && coming,
    walk: room.walk && join,
    commit: room.commit,
  };
}
export type SessionAbilities = ReturnType<typeof sessionAbilities>;
