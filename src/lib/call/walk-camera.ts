import type { LocalTrackPublication, LocalVideoTrack, Room } from 'livekit-client';
import { walkPublish, walkResolution } from './media-settings.ts';

type Livekit = typeof import('livekit-client');
export type Facing = 'environment' | 'user';

/** The camera of a walk: published once, turned, lit and blanked in place. */
export class WalkCamera {
  readonly track: LocalVideoTrack;
  readonly publication: LocalTrackPublication;
  facing: Facing;
  readonly #room: Room;

  private constructor(
    room: Room,
    track: LocalVideoTrack,
    publication: LocalTrackPublication,
    facing: Facing,
  ) {
    this.#room = room;
    this.track = track;
    this.publication = publication;
    this.facing = facing;
  }

  /** Opens the camera and publishes it. */
  static async open(lk: Livekit, room: Room, facing: Facing): Promise<WalkCamera> {
    const track = await lk.createLocalVideoTrack({ facingMode: facing, resolution: walkResolution });
    if (facing === 'environment') await preferMainLens(track);
    const publication = await room.localParticipant.publishTrack(track, walkPublish(lk));
    return new WalkCamera(room, track, publication, facing);
  }

  async close(): Promise<void> {
    await this.#room.localParticipant.unpublishTrack(this.track, true);
    this.track.stop();
  }

  async turn(): Promise<void> {
    const to: Facing = this.facing === 'environment' ? 'user' : 'environment';
    try {
      await this.track.restartTrack({ facingMode: to, resolution: walkResolution });
      this.facing = to;
    } catch (error) {
      // The library has stopped the old camera already.
      await this.track.restartTrack({ facingMode: this.facing, resolution: walkResolution });
      throw error;
    }
  }

  get torchAvailable(): boolean {
    const media = this.track.mediaStreamTrack;
    const can = media.getCapabilities?.() as { torch?: boolean } | undefined;
    return can?.torch === true;
  }

  /** Switches the lamp; alone, for Chrome refuses it mixed with other wishes. */
  async light(on: boolean): Promise<boolean> {
    if (!this.torchAvailable) return false;
    try {
      const wish = { advanced: [{ torch: on }] } as unknown as MediaTrackConstraints;
      await this.track.mediaStreamTrack.applyConstraints(wish);
      return true;
    } catch {
      return false;
    }
  }

  hide = (): Promise<void> => blacken(this.track);

  async show(): Promise<void> {
    await this.track.unmute();
  }
}

// First the frames turn black, then the track is muted: without the mute a restart or a new connection would show again.
async function blacken(track: LocalVideoTrack): Promise<void> {
  track.mediaStreamTrack.enabled = false;
  await track.mute();
}

/** Phones with several rear lenses hand out any of them; the first one is the main one. */
async function preferMainLens(track: LocalVideoTrack): Promise<void> {
  const main = /camera2? 0, facing back/i;
  if (!/facing back/i.test(track.mediaStreamTrack.label) || main.test(track.mediaStreamTrack.label)) return;
  const devices = await navigator.mediaDevices.enumerateDevices();
  const lens = devices.find((device) => device.kind === 'videoinput' && main.test(device.label));
  if (lens) await track.restartTrack({ deviceId: lens.deviceId, resolution: walkResolution });
}
