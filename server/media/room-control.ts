import { RoomServiceClient, TrackSource } from 'livekit-server-sdk';
import { mediaRoomOf, sessionOfMediaRoom, type CallServer } from './call-server.ts';

/** Everybody may come back into an empty call for a quarter of an hour. */
const waitSeconds = 900;

/** What we ask of the media server itself. Something that is not there any more is as good as done. */
export function createRoomControl(server: CallServer) {
  const client = new RoomServiceClient(server.internalUrl, server.apiKey, server.apiSecret);
  return {
    /** Makes the session's room, or does nothing when it is there. */
    open: (sessionId: string) =>
      client.createRoom({
        name: mediaRoomOf(sessionId),
        emptyTimeout: waitSeconds,
        departureTimeout: waitSeconds,
      }),
    close: (sessionId: string) => gently(client.deleteRoom(mediaRoomOf(sessionId))),
    remove: (sessionId: string, identity: string) =>
      gently(client.removeParticipant(mediaRoomOf(sessionId), identity)),
    /** Gives voice and picture, or takes them: what was published ends at once. */
    permit: (sessionId: string, identity: string, speaks: boolean) =>
      gently(
        client.updateParticipant(mediaRoomOf(sessionId), identity, { permission: permissionOf(speaks) }),
      ),
    async people(sessionId: string) {
      return (await missing(client.listParticipants(mediaRoomOf(sessionId)))) ?? [];
    },
    /** The sessions that have a room on the media server. */
    async sessions(): Promise<string[]> {
      const rooms = await client.listRooms();
      return rooms.map((room) => sessionOfMediaRoom(room.name)).filter((id) => id !== null);
    },
    /** Mutes the microphones of a person on all their devices; they can unmute themselves. */
    async mute(sessionId: string, personId: string): Promise<void> {
      for (const participant of await this.people(sessionId)) {
        if (!participant.identity.startsWith(personId)) continue;
        for (const track of participant.tracks)
          if (track.source === TrackSource.MICROPHONE && !track.muted)
            await gently(
              client.mutePublishedTrack(mediaRoomOf(sessionId), participant.identity, track.sid, true),
            );
      }
    },
  };
}
/** The same as in a token of our own making (tokens.ts). */
const permissionOf = (speaks: boolean) => ({
  canPublish: speaks,
  canPublishSources: speaks ? [TrackSource.CAMERA, TrackSource.MICROPHONE] : [],
  canPublishData: false,
  canSubscribe: true,
  canUpdateMetadata: false,
});

export type RoomControl = ReturnType<typeof createRoomControl>;

async function missing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if ((error as { status?: number }).status === 404) return null;
    throw error;
  }
}

async function gently(asked: Promise<unknown>): Promise<void> {
  await missing(asked);
}
