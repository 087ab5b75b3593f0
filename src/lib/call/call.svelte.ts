import type { DisconnectReason, LocalTrack, RemoteTrack, Room } from 'livekit-client';
import { createAttachments } from './attachments.ts';
import { Ladder, type Rung } from './ladder.ts';
import { createMeasuring } from './measuring.ts';
import { cameraCapture, cameraPublish, roomOptions } from './media-settings.ts';
import { peopleOf } from './people.ts';
import { createSeeing } from './seeing.ts';
import { callServer } from './server.ts';
import type { CallPerson, CallSettings, CallStatus, Ending, Line, ReceiveMode, Source } from './types.ts';
import { keepAwake } from './wake-lock.ts';
import { WalkCamera, type Facing } from './walk-camera.ts';
import { chooseTracks } from './watching.ts';

type Livekit = typeof import('livekit-client');

const lookEveryMs = 2_000;
const settleMs = 8_000;
const againAfterMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/** One person's stay in a session's call: what is shown, and everything they can do. */
export class Call {
  status: CallStatus = $state('idle');
  /** Why it is over, once it is. */
  ending: Ending | null = $state(null);
  people: CallPerson[] = $state.raw([]);
  micOn = $state(false);
  cameraOn = $state(false);
  canPublish = $state(true);
  receiveMode: ReceiveMode = $state('picture');
  usage = $state({ megabytes: 0 });
  line: Line = $state('good');
  /** Pictures wait so that the voices get through. */
  videoPaused = $state(false);
  /** The browser wants one tap before it plays sound. */
  silenced = $state(false);
  torchAvailable = $state(false);
  torchOn = $state(false);
  /** The walk's camera is published (rear camera, everybody's main picture). */
  walking = $state(false);
  /** The walk's picture is blanked at its source. */
  hidden = $state(false);
  /** The camera or microphone is held by a phone call or another program. */
  cameraTaken = $state(false);
  walkTrackSid: string | null = $state(null);
  /** Whom everybody sees large; the page sets the walker's person id here. */
  walkerId: string | null = $state(null);
  /** How many others really saw the main picture within the last 5 s. */
  seenBy = $state(0);
  #lastSpeaker: string | null = $state(null);
  #rung: Rung = $state(0);

  /** LiveKit's own room, null outside the call. */
  room: Room | null = null;
  readonly settings: CallSettings;
  readonly server: ReturnType<typeof callServer>;
  readonly me: CallPerson | undefined = $derived(this.people.find((person) => person.isMe));
  /** Whom everyone sees large: the walker, else who spoke last, else somebody with a picture. */
  readonly mainIdentity: string | null = $derived(this.#main());

  #lk: Livekit | null = null;
  #walk: WalkCamera | null = null;
  #walkFacing: Facing = 'environment';
  #hands = new Map<string, string>();
  #attachments = createAttachments();
  #measure = createMeasuring();
  #see = createSeeing();
  #ladder = new Ladder();
  #timer: ReturnType<typeof setInterval> | undefined;
  #sleep: (() => void) | undefined;
  #left = false;
  #connectedAt = 0;
  /** Camera and microphone as the person wants them, across new connections. */
  #wants: { mic: boolean; camera: boolean };

  constructor(settings: CallSettings) {
    this.settings = settings;
    this.server = callServer(settings.sessionId);
    this.receiveMode = settings.receiveMode;
    this.#wants = { mic: settings.micOn, camera: settings.cameraOn };
  }

  #main(): string | null {
    const shown = (person: CallPerson) => person.cameraOn && !person.isMe;
    const walker = this.people.find((person) => person.personId === this.walkerId);
    if (walker) return walker.identity;
    const speaker = this.people.find((person) => person.identity === this.#lastSpeaker && shown(person));
    return (speaker ?? this.people.find(shown))?.identity ?? null;
  }

  /** Comes in. Ends in `connected`, or in `removed` when there is no way in for this person. */
  async join(): Promise<void> {
    this.status = 'connecting';
    this.#left = false;
    this.#lk = await import('livekit-client');
    this.#lk.setLogLevel('warn');
    window.addEventListener('pagehide', this.#hangUp);
    document.addEventListener('visibilitychange', this.#visible);
    this.#sleep = keepAwake();
    this.#timer = setInterval(() => void this.#look(), lookEveryMs);
    await this.#connect();
  }

  /** Tries until it is in, the person leaves, or there is no way in: a lost line always comes back some day. */
  async #connect(): Promise<void> {
    for (let attempt = 0; !this.#left; attempt++) {
      try {
        const way = await this.settings.enter();
        if (!way) return this.#over('removed');
        if (!this.#left) await this.#enter(way);
        return;
      } catch {
        const wait = againAfterMs[Math.min(attempt, againAfterMs.length - 1)]!;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async #enter({ token, canPublish }: { token: string; canPublish: boolean }): Promise<void> {
    const lk = this.#lk!;
    const room = new lk.Room(roomOptions(this.receiveMode));
    this.room = room;
    this.canPublish = canPublish;
    this.#listen(lk, room);
    const connecting = room.connect(location.origin.replace(/^http/, 'ws'), token, { autoSubscribe: false });
    // Not awaited: publishing waits for the signal itself, and the first word is heard sooner.
    const publishing = canPublish ? this.#publish(room) : Promise.resolve();
    try {
      await connecting;
    } catch (error) {
      room.removeAllListeners();
      await room.disconnect(false);
      throw error;
    }
    this.status = 'connected';
    this.#connectedAt = performance.now();
    this.#refresh();
    await publishing;
    this.#refresh();
  }

  async #publish(room: Room): Promise<void> {
    const { preview } = this.settings;
    const lk = this.#lk!;
    const failed = () => (this.cameraTaken = true);
    const jobs: Promise<unknown>[] = [];
    if (this.#wants.mic) {
      const track = takeOver(preview?.microphone);
      jobs.push(track ? room.localParticipant.publishTrack(track) : this.#openMic(room));
    }
    if (this.walking && !this.hidden) jobs.push(this.#openWalk(room));
    else if (this.#wants.camera && !this.walking) {
      const track = takeOver(preview?.camera);
      jobs.push(
        track
          ? room.localParticipant.publishTrack(track, cameraPublish(lk, this.receiveMode))
          : this.#openCamera(room),
      );
    }
    for (const result of await Promise.allSettled(jobs)) if (result.status === 'rejected') failed();
    if (preview) this.settings.preview = {};
  }

  #openMic = (room: Room) =>
    room.localParticipant.setMicrophoneEnabled(
      true,
      this.settings.micId ? { deviceId: this.settings.micId } : undefined,
    );

  #openCamera = (room: Room) =>
    room.localParticipant.setCameraEnabled(
      true,
      cameraCapture(this.receiveMode, this.settings.cameraId),
      cameraPublish(this.#lk!, this.receiveMode),
    );

  #listen({ RoomEvent, Track, ConnectionState }: Livekit, room: Room): void {
    const refresh = () => this.#refresh();
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
    room.on(RoomEvent.ActiveSpeakersChanged, (speakers) => {
      const other = speakers.find((speaker) => !speaker.isLocal);
      if (other) this.#lastSpeaker = other.identity;
      refresh();
    });
    room.on(RoomEvent.TrackSubscribed, (track: RemoteTrack) => {
      if (track.kind === Track.Kind.Audio) this.#attachments.hear(track);
      refresh();
    });
    room.on(RoomEvent.TrackUnsubscribed, (track: RemoteTrack) => {
      if (track.kind === Track.Kind.Audio) this.#attachments.unhear(track);
      refresh();
    });
    room.on(RoomEvent.AudioPlaybackStatusChanged, () => (this.silenced = !room.canPlaybackAudio));
    room.on(RoomEvent.ConnectionStateChanged, (state) => {
      if (state === ConnectionState.Connected) this.status = 'connected';
      if (state === ConnectionState.Reconnecting || state === ConnectionState.SignalReconnecting)
        this.status = 'reconnecting';
    });
    room.on(RoomEvent.Disconnected, (reason) => void this.#disconnected(room, reason));
  }

  async #disconnected(room: Room, reason: DisconnectReason | undefined): Promise<void> {
    if (room !== this.room) return;
    // Before the first "connected", connect() itself tells what went wrong.
    if (this.status === 'connecting') return;
    const { DisconnectReason: why } = this.#lk!;
    this.#attachments.clear();
    if (this.#left || reason === why.CLIENT_INITIATED) return this.#over('left');
    if (reason === why.DUPLICATE_IDENTITY) return this.#over('elsewhere');
    if (reason === why.PARTICIPANT_REMOVED) return this.#over('removed');
    if (reason === why.ROOM_DELETED) return this.#over('ended');
    this.status = 'reconnecting';
    for (const publication of room.localParticipant.trackPublications.values()) publication.track?.stop();
    this.#walk = null;
    await this.#connect();
  }

  #over(ending: Ending): void {
    this.#left = true;
    this.ending = ending;
    this.status = ending === 'removed' ? 'removed' : 'disconnected';
    clearInterval(this.#timer);
    this.#sleep?.();
    window.removeEventListener('pagehide', this.#hangUp);
    document.removeEventListener('visibilitychange', this.#visible);
    const { room } = this;
    for (const publication of room?.localParticipant.trackPublications.values() ?? [])
      publication.track?.stop();
    for (const track of Object.values(this.settings.preview ?? {})) track?.stop();
    this.#attachments.clear();
    void room?.disconnect(true);
    this.room = null;
    this.people = [];
  }

  #hangUp = (): void => void this.room?.disconnect(true);

  /** Takes a new look at the room and makes the page agree with it. */
  #refresh(): void {
    const { room } = this;
    // While the line is down everybody seems to have left; who is here is kept until it is up again.
    if (!room || this.status === 'reconnecting' || !this.#lk) return;
    this.people = peopleOf(room, this.#hands);
    this.micOn = this.me?.micOn ?? false;
    this.cameraOn = this.me?.cameraOn ?? false;
    chooseTracks(this.#lk, room, {
      mode: this.receiveMode,
      rung: this.#rung,
      mainIdentity: this.mainIdentity,
    });
    this.#attachments.settle(room);
  }

  /** Every 2 s: what it costs, how the voices fare, who sees whom. */
  async #look(): Promise<void> {
    const { room } = this;
    if (!room || this.status !== 'connected') return;
    const measured = await this.#measure(room);
    const { bytes } = measured;
    // The first seconds of every stream stutter.
    const line = performance.now() - this.#connectedAt < settleMs ? 'good' : measured.line;
    this.usage.megabytes += bytes / 1_000_000;
    this.line = line;
    await this.#stand(this.#ladder.sample(line, performance.now()));
    await this.#revive();
    try {
      const seen = await this.#see(room, this.mainIdentity);
      const own = this.walkTrackSid && this.walking ? this.walkTrackSid : null;
      if (own) this.seenBy = await this.server.seenBy(own);
      else if (seen) this.seenBy = await this.server.see(seen);
      else this.seenBy = 0;
    } catch {
      this.seenBy = 0;
    }
  }

  async #stand(rung: Rung): Promise<void> {
    if (rung === this.#rung) return;
    this.#rung = rung;
    await this.#pauseOwn();
    this.#refresh();
  }

  /** The uplink is ours to spare: the camera stays on, its picture waits. */
  async #pauseOwn(): Promise<void> {
    const track = this.#cameraTrack();
    const pause = this.#rung >= (this.walking ? 3 : 1);
    this.videoPaused = this.#rung === 3 || (pause && track !== undefined && this.#wants.camera);
    if (pause) await track?.pauseUpstream();
    else await track?.resumeUpstream();
  }

  #cameraTrack = (): LocalTrack | undefined =>
    this.#walk?.track ??
    (this.room?.localParticipant.getTrackPublication('camera' as never)?.videoTrack as
      LocalTrack | undefined);

  /** A phone call takes camera and microphone away; the browser does not always tell when it is over. */
  async #revive(): Promise<void> {
    let taken = false;
    for (const publication of this.room?.localParticipant.trackPublications.values() ?? []) {
      const { track } = publication;
      if (!track || publication.isMuted) continue;
      const media = track.mediaStreamTrack;
      if (media.readyState === 'live' && !media.muted) continue;
      taken = true;
      if (document.visibilityState !== 'visible') continue;
      try {
        await (track as unknown as { restartTrack(): Promise<void> }).restartTrack();
        taken = false;
      } catch {
        // Still held by somebody else: the next look tries again.
      }
    }
    this.cameraTaken = taken;
  }

  // Phones blacken the camera of a page in the background without a word: peers are told, by a pause.
  #visible = (): void => {
    if (!matchMedia('(pointer: coarse)').matches) return;
    const track = this.#cameraTrack();
    if (document.visibilityState === 'hidden') void track?.pauseUpstream().then(() => this.#refresh());
    else void this.#revive().then(async () => (await this.#pauseOwn(), this.#refresh()));
  };

  /** Shows a track in `element`; call what it returns to let go. */
  attach(identity: string, source: Source, element: HTMLMediaElement): () => void {
    return this.#attachments.add(identity, source, element, this.room);
  }

  /** Lets the browser play sound; must be called by a tap. */
  async hear(): Promise<void> {
    await this.room?.startAudio();
  }

  /** Leaves for good. */
  leave(): Promise<void> {
    this.#over('left');
    return Promise.resolve();
  }

  async toggleMic(): Promise<void> {
    const { room } = this;
    if (!room || !this.canPublish) return;
    this.#wants.mic = !this.micOn;
    await this.#tryDevice(() =>
      this.#wants.mic ? this.#openMic(room) : room.localParticipant.setMicrophoneEnabled(false),
    );
  }

  async toggleCamera(): Promise<void> {
    const { room } = this;
    if (!room || !this.canPublish || this.walking) return;
    this.#wants.camera = !this.cameraOn;
    await this.#tryDevice(() =>
      this.#wants.camera ? this.#openCamera(room) : room.localParticipant.setCameraEnabled(false),
    );
  }

  async #tryDevice(open: () => Promise<unknown>): Promise<void> {
    try {
      await open();
      this.cameraTaken = false;
    } catch {
      this.cameraTaken = true;
    }
    this.#refresh();
  }

  /** Raises or lowers the own hand; the order is the server's. */
  async raiseHand(): Promise<void> {
    await this.server.raiseHand(this.me?.handAt == null);
  }

  /** The hands as the server has them. */
  setHands(hands: readonly { personId: string; at: Date | string }[]): void {
    this.#hands = new Map(hands.map(({ personId, at }) => [personId, new Date(at).toISOString()]));
    this.#refresh();
  }

  /** Follows who walks; their picture becomes the large one. */
  follow(walkerId: string | null): void {
    if (walkerId === this.walkerId) return;
    this.walkerId = walkerId;
    this.#refresh();
  }

  /** Receives more or less, at once. Voice only also turns the own camera off. */
  async setReceiveMode(mode: ReceiveMode): Promise<void> {
    this.receiveMode = mode;
    if (mode === 'voice' && this.cameraOn && !this.walking) await this.toggleCamera();
    this.#refresh();
  }

  /** Publishes the rear camera as the walk. Throws what the browser says when there is no camera to be had. */
  async startWalk({ facing }: { facing: Facing }): Promise<void> {
    const { room } = this;
    if (!room || this.#walk) return;
    this.#walkFacing = facing;
    const face = room.localParticipant.getTrackPublication('camera' as never)?.track as
      LocalTrack | undefined;
    // Many phones open one camera at a time.
    if (face) await room.localParticipant.unpublishTrack(face, true);
    face?.stop();
    await this.#openWalk(room);
    this.walking = true;
    this.hidden = false;
    this.#refresh();
  }

  async #openWalk(room: Room): Promise<void> {
    this.#walk = await WalkCamera.open(this.#lk!, room, this.#walkFacing);
    this.walkTrackSid = this.#walk.publication.trackSid;
    this.#walkChanged();
  }

  #walkChanged(): void {
    this.torchAvailable = this.#walk?.torchAvailable ?? false;
    // The lamp goes out with every restart of the camera.
    if (this.torchOn) void this.torch(true);
  }

  /** Ends the walk's picture; the own face comes back when it was on. */
  async stopWalk(): Promise<void> {
    const { room } = this;
    await this.#walk?.close();
    this.#walk = null;
    this.walking = this.hidden = this.torchOn = this.torchAvailable = false;
    this.walkTrackSid = null;
    if (room && this.#wants.camera) await this.#tryDevice(() => this.#openCamera(room));
    this.#refresh();
  }

  /** Rear to front and back. */
  async turnCamera(): Promise<void> {
    await this.#walk?.turn();
    if (this.#walk) this.#walkFacing = this.#walk.facing;
    this.#walkChanged();
  }

  /** Switches the lamp; answers whether it is now as wanted. */
  async torch(on: boolean): Promise<boolean> {
    const done = (await this.#walk?.light(on)) ?? false;
    if (done) this.torchOn = on;
    return done;
  }

  /** Blanks the walk's picture at once, at its source. */
  async hide(): Promise<void> {
    this.hidden = true;
    await this.#walk?.hide();
    this.#refresh();
  }

  async show(): Promise<void> {
    const { room } = this;
    this.hidden = false;
    if (this.#walk) await this.#walk.show();
    // A connection that was lost while hidden came back without a picture.
    else if (room && this.walking) await this.#openWalk(room);
    this.#walkChanged();
    this.#refresh();
  }
}

/** A preview's track that still lives: published once, later connections open the device anew. */
const takeOver = <T extends LocalTrack>(track: T | undefined): T | undefined =>
  track && track.mediaStreamTrack.readyState === 'live' ? track : undefined;
