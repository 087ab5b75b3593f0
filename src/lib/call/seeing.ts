import type { RemoteTrack, RemoteTrackPublication, Room, Track } from 'livekit-client';

/** Whether a picture's frames go on: tells, at each look, whether more were decoded than at the last one. */
export function createSeeing() {
  let sid = '';
  let frames = 0;
  /** The sid of the track that is really being seen now, null when none is. */
  return async function look(room: Room, identity: string | null): Promise<string | null> {
    const publication = identity
      ? (room.remoteParticipants.get(identity)?.getTrackPublication('camera' as Track.Source) as
          RemoteTrackPublication | undefined)
      : undefined;
    if (!publication?.track || publication.isMuted) return null;
    const decoded = await framesOf(publication.track);
    const grown = publication.trackSid === sid && decoded > frames;
    sid = publication.trackSid;
    frames = decoded;
    return grown ? sid : null;
  };
}

async function framesOf(track: RemoteTrack): Promise<number> {
  let decoded = 0;
  const report = await track.receiver?.getStats();
  report?.forEach((stat: { type: string; framesDecoded?: number }) => {
    if (stat.type === 'inbound-rtp') decoded = Math.max(decoded, stat.framesDecoded ?? 0);
  });
  return decoded;
}
