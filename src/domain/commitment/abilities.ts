import type { RoomAbilities } from '../room/abilities.ts';
import type { RoomRole } from '../room/room.ts';
import { isClosed, type CommitmentState } from './commitment.ts';

export interface AbilityFacts {
  room: Pick<RoomAbilities, 'see' | 'commit' | 'commitForAll' | 'steward' | 'reply'>;
  role: RoomRole | null;
  isOwner: boolean;
  /** The actor is in the room through the institution that committed itself. */
  ofInstitution: boolean;
  /** … or through the one that will hear the report. */
  ofWitness: boolean;
  accepted: boolean;
  state: CommitmentState;
  lastReport: { heard: boolean } | null;
}

/** What a person may do with one commitment. Pages, commands and signed links all ask here. */
export function commitmentAbilities(facts: AbilityFacts) {
  const { room, role, state } = facts;
  const running = !isClosed(state);
  const paused = state.kind === 'paused';
  const own = room.commit && facts.isOwner;
  const stewards = (room.steward && facts.ofInstitution) || room.commitForAll;
  const mayMove = running && (own || stewards);
  return {
    see: room.see,
    accept: running && !facts.accepted && (own || (role === 'co_facilitator' && facts.ofInstitution)),
    report: running && !paused && (own || room.commitForAll),
    postpone: mayMove && !paused,
    pause: mayMove && !paused,
    resume: mayMove && paused,
    handOver: mayMove,
    hear:
      room.reply && facts.ofWitness && !facts.isOwner && facts.lastReport !== null && !facts.lastReport.heard,
    reply: room.reply,
  };
}
export type CommitmentAbilities = ReturnType<typeof commitmentAbilities>;
