import type { RemoteParticipant, Room } from 'livekit-client';
import type { Rung } from './ladder.ts';
import type { ReceiveMode } from './types.ts';

type Livekit = typeof import('livekit-client');

/** Takes the voices and just the pictures that the mode and the line allow. What is not taken costs nothing. */
export function chooseTracks(
  lk: Livekit,
  room: Room,
  wanted: { mode: ReceiveMode; rung: Rung; mainIdentity: string | null },
): void {
  for (const participant of room.remoteParticipants.values()) chooseOf(lk, participant, wanted);
}

function chooseOf(
  lk: Livekit,
  participant: RemoteParticipant,
  { mode, rung, mainIdentity }: { mode: ReceiveMode; rung: Rung; mainIdentity: string | null },
): void {
  const main = participant.identity === mainIdentity;
  for (const publication of participant.trackPublications.values()) {
    const take = publication.kind === lk.Track.Kind.Audio || takesPicture(mode, rung, main);
    if (publication.isDesired !== take) publication.setSubscribed(take);
    if (publication.kind !== lk.Track.Kind.Video || !take) continue;
    publication.setVideoQuality(qualityOf(lk, mode, rung, main));
  }
}

const takesPicture = (mode: ReceiveMode, rung: Rung, main: boolean): boolean =>
  mode !== 'voice' && rung < 3 && (main || (mode === 'all' && rung === 0));

function qualityOf(lk: Livekit, mode: ReceiveMode, rung: Rung, main: boolean) {
  if (!main || rung >= 2) return lk.VideoQuality.LOW;
  return mode === 'all' && rung === 0 ? lk.VideoQuality.HIGH : lk.VideoQuality.MEDIUM;
}
