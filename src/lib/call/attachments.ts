import type { Room, Track } from 'livekit-client';
import type { Source } from './types.ts';

interface Attachment {
  identity: string;
  source: Source;
  element: HTMLMediaElement;
  track: Track | null;
}

const find = (room: Room, identity: string, source: Source): Track | null => {
  const participant =
    room.localParticipant.identity === identity
      ? room.localParticipant
      : room.remoteParticipants.get(identity);
  const publication = participant?.getTrackPublication(source as Track.Source);
  return publication && !publication.isMuted ? (publication.track ?? null) : null;
};

/** Keeps elements showing the present track of somebody, whatever comes and goes. */
export function createAttachments() {
  const all = new Set<Attachment>();
  const heard = new Map<Track, HTMLMediaElement>();
  const settle = (attachment: Attachment, room: Room | null): void => {
    const track = room && find(room, attachment.identity, attachment.source);
    if (track === attachment.track) return;
    attachment.track?.detach(attachment.element);
    track?.attach(attachment.element);
    attachment.track = track;
  };
  return {
    add(identity: string, source: Source, element: HTMLMediaElement, room: Room | null): () => void {
      const attachment: Attachment = { identity, source, element, track: null };
      all.add(attachment);
      settle(attachment, room);
      return () => {
        all.delete(attachment);
        attachment.track?.detach(element);
      };
    },
    settle(room: Room | null): void {
      for (const attachment of all) settle(attachment, room);
    },
    /** Voices need an element to be heard, and none to be seen. */
    hear(track: Track): void {
      const element = track.attach();
      heard.set(track, element);
      element.hidden = true;
      document.body.append(element);
    },
    unhear(track: Track): void {
      track.detach();
      heard.get(track)?.remove();
      heard.delete(track);
    },
    clear(): void {
      for (const track of heard.keys()) this.unhear(track);
      this.settle(null);
    },
  };
}
