import type { Participant, Room, Track } from 'livekit-client';
import type { Side, Twin } from '#domain/room/room.ts';
import type { SessionRole } from '#domain/session/session.ts';
import type { CallPerson } from './types.ts';

const on = (participant: Participant, source: 'microphone' | 'camera'): boolean => {
  const publication = participant.getTrackPublication(source as Track.Source);
  if (!publication || publication.isMuted) return false;
  return !(
    publication.track &&
    'isUpstreamPaused' in publication.track &&
    publication.track.isUpstreamPaused
  );
};

/** Everybody in the call, oneself first, then by institution and name. Who they are comes from the server's token. */
export function peopleOf(room: Room, hands: ReadonlyMap<string, string>): CallPerson[] {
  const remote = [...room.remoteParticipants.values()].map((participant) => toPerson(participant, hands));
  remote.sort((a, b) => a.institution.localeCompare(b.institution) || a.name.localeCompare(b.name));
  return [toPerson(room.localParticipant, hands), ...remote];
}

function toPerson(participant: Participant, hands: ReadonlyMap<string, string>): CallPerson {
  const { attributes } = participant;
  const personId = attributes['personId'] ?? '';
  return {
    identity: participant.identity,
    personId,
    name: attributes['name'] ?? participant.name ?? '',
    institutionId: attributes['institutionId'] ?? '',
    institution: attributes['institution'] ?? '',
    role: (attributes['role'] ?? 'staff') as SessionRole,
    twin: attributes['twin'] as Twin | undefined,
    side: attributes['side'] as Side | undefined,
    guest: attributes['role'] === 'guest',
    micOn: on(participant, 'microphone'),
    cameraOn: on(participant, 'camera'),
    speaking: participant.isSpeaking,
    handAt: hands.get(personId) ?? null,
    isMe: participant.isLocal,
  };
}
