import type { DisconnectReason, LocalTrack, RemoteTrack, Room } from 'livekit-client';
import { CallState, type Livekit } from './call-state.svelte.ts';
import { cameraCapture, cameraPublish, roomOptions } from './media-settings.ts';
import { peopleOf } from './people.ts';
import type { CallAccess, Ending } from './types.ts';
import { keepAwake } from './wake-lock.ts';
import { chooseTracks } from './watching.ts';

const lookEveryMs = 2_000;
const againAfterMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** Coming in, staying in, coming back, going out. */
export abstract class CallConnection extends CallState {
  private timer: ReturnType<typeof setInterval> | undefined;
  private sleep: (() => void) | undefined;
  private left = false;

  /** Every 2 s while in the call. */
  protected abstract look(): Promise<void>;
  protected abstract visible: () => void;
  protected abstract openWalk(room: Room): Promise<void>;
  protected abstract forgetWalk(): void;
  /** Comes in. Ends in `connected`, or in `removed` when there is no way in for this person. */
  async join(): Promise<void> {
    this.status = 'connecting';
    this.left = false;
    this.lk = await import('livekit-client');
    this.lk.setLogLevel('warn');
    window.addEventListener('pagehide', this.hangUp);
    document.addEventListener('visibilitychange', this.visible);
    this.sleep = keepAwake();
    this.timer = setInterval(() => void this.look(), lookEveryMs);
    await this.connect();
  }

  /** Tries until it is in, the person leaves, or there is no way in: a lost line always comes back some day. */
  protected async connect(): Promise<void> {
    for (let attempt = 0; !this.left; attempt++) {
      try {
        const way = await this.settings.enter();
        if (!way) return this.over('removed');
        if (!this.left) await this.enter(way);
        return;
      } catch {
        const wait = againAfterMs[Math.min(attempt, againAfterMs.length - 1)]!;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  protected async enter({ token, canPublish }: CallAccess): Promise<void> {
    const lk = this.lk!;
    const room = new lk.Room(roomOptions(this.receiveMode));
    this.room = room;
    this.canPublish = canPublish;
    this.listen(lk, room);
    const connecting = room.connect(location.origin.replace(/^http/, 'ws'), token, { autoSubscribe: false });
    // Not awaited: publishing waits for the signal itself, and the first word is heard sooner.
    const publishing = canPublish ? this.publish(room) : Promise.resolve();
    try {
      await connecting;
    } catch (error) {
      room.removeAllListeners();
      await room.disconnect(false);
      throw error;
    }
    this.status = 'connected';
    this.connectedAt = performance.now();
    this.refresh();
    await publishing;
    this.refresh();
  }

  protected async publish(room: Room): Promise<void> {
    const { preview } = this.settings;
    const lk = this.lk!;
    const failed = () => (this.cameraTaken = true);
    const jobs: Promise<unknown>[] = [];
    if (this.wants.mic) {
      const track = takeOver(preview?.microphone);
      jobs.push(track ? room.localParticipant.publishTrack(track) : this.openMic(room));
    }
    if (this.walking && !this.hidden) jobs.push(this.openWalk(room));
    else if (this.wants.camera && !this.walking) {
      const track = takeOver(preview?.camera);
      jobs.push(
        track
          ? room.localParticipant.publishTrack(track, cameraPublish(lk, this.receiveMode))
          : this.openCamera(room),
      );
    }
    for (const result of await Promise.allSettled(jobs)) if (result.status === 'rejected') failed();
    if (preview) this.settings.preview = {};
  }

  protected openMic = (room: Room) =>
    room.localParticipant.setMicrophoneEnabled(
      true,
      this.settings.micId ? { deviceId: this.settings.micId } : undefined,
    );

  protected openCamera = (room: Room) =>
    room.localParticipant.setCameraEnabled(
      true,
      cameraCapture(this.receiveMode, this.settings.cameraId),
      cameraPublish(this.lk!, this.receiveMode),
    );

  protected listen({ RoomEvent, Track, ConnectionState }: Livekit, room: Room): void {
    const refresh = () => this.refresh();
    for (const event of [
      RoomEvent.ParticipantConnected,
      RoomEvent.ParticipantDisconnected,
      RoomEvent.TrackPublished,
      RoomEvent.TrackUnpublished,
      RoomEvent.LocalTrackPublished,
      RoomEvent.LocalTrackUnpublished,
      RoomEvent.TrackMuted,
      RoomEvent.TrackUnmuted,
      RoomEvent.ParticipantAttributesChanged,
      RoomEvent.Reconnected,
    ] as const)
      room.on(event, refresh);
    // Another role in the room: the media server took or gave the right to speak.
    room.on(RoomEvent.ParticipantPermissionsChanged, (_, participant) => {
      if (participant.isLocal) this.canPublish = participant.permissions?.canPublish ?? this.canPublish;
      refresh();
    });
    room.on(RoomEvent.ActiveSpeakersChanged, (speakers) => {
      const other = speakers.find((speaker) => !speaker.isLocal);
      if (other) this.lastSpeaker = other.identity;
      refresh();
    });
    room.on(RoomEvent.TrackSubscribed, (track: RemoteTrack) => {
      if (track.kind === Track.Kind.Audio) this.attachments.hear(track);
      refresh();
    });
    room.on(RoomEvent.TrackUnsubscribed, (track: RemoteTrack) => {
      if (track.kind === Track.Kind.Audio) this.attachments.unhear(track);
      refresh();
    });
    room.on(RoomEvent.AudioPlaybackStatusChanged, () => (this.silenced = !room.canPlaybackAudio));
    room.on(RoomEvent.ConnectionStateChanged, (state) => {
      if (state === ConnectionState.Connected) this.status = 'connected';
      if (state === ConnectionState.Reconnecting || state === ConnectionState.SignalReconnecting)
        this.status = 'reconnecting';
    });
    room.on(RoomEvent.Disconnected, (reason) => void this.disconnected(room, reason));
  }

  protected async disconnected(room: Room, reason: DisconnectReason | undefined): Promise<void> {
    if (room !== this.room) return;
    // Before the first "connected", connect() itself tells what went wrong.
    if (this.status === 'connecting') return;
    const { DisconnectReason: why } = this.lk!;
    this.attachments.clear();
    if (this.left || reason === why.CLIENT_INITIATED) return this.over('left');
    if (reason === why.DUPLICATE_IDENTITY) return this.over('elsewhere');
    if (reason === why.PARTICIPANT_REMOVED) return this.over('removed');
    if (reason === why.ROOM_DELETED) return this.over('ended');
    this.status = 'reconnecting';
    for (const publication of room.localParticipant.trackPublications.values()) publication.track?.stop();
    this.forgetWalk();
    await this.connect();
  }

  protected over(ending: Ending): void {
    this.left = true;
    this.ending = ending;
    this.status = ending === 'removed' ? 'removed' : 'disconnected';
    clearInterval(this.timer);
    this.sleep?.();
    window.removeEventListener('pagehide', this.hangUp);
    document.removeEventListener('visibilitychange', this.visible);
    const { room } = this;
    for (const publication of room?.localParticipant.trackPublications.values() ?? [])
      publication.track?.stop();
    for (const track of Object.values(this.settings.preview ?? {})) track?.stop();
    this.attachments.clear();
    void room?.disconnect(true);
    this.room = null;
    this.people = [];
  }

  protected hangUp = (): void => void this.room?.disconnect(true);

  /** Takes a new look at the room and makes the page agree with it. */
  protected refresh(): void {
    const { room } = this;
    // While the line is down everybody seems to have left; who is here is kept until it is up again.
    if (!room || this.status === 'reconnecting' || !this.lk) return;
    this.people = peopleOf(room, this.hands);
    this.micOn = this.me?.micOn ?? false;
    this.cameraOn = this.me?.cameraOn ?? false;
    chooseTracks(this.lk, room, {
      mode: this.receiveMode,
      rung: this.rung,
      mainIdentity: this.mainIdentity,
    });
    this.attachments.settle(room);
  }
}

/** A preview's track that still lives: published once, later connections open the device anew. */
const takeOver = <T extends LocalTrack>(track: T | undefined): T | undefined =>
  track && track.mediaStreamTrack.readyState === 'live' ? track : undefined;
