import type { LocalTrack, Room } from 'livekit-client';
import { CallConnection } from './call-connection.svelte.ts';
import { Ladder, type Rung } from './ladder.ts';
import { createMeasuring } from './measuring.ts';
import { createSeeing } from './seeing.ts';
import type { ReceiveMode, Source } from './types.ts';
import { WalkCamera, type Facing } from './walk-camera.ts';

const settleMs = 8_000;

/** One person's stay in a session's call: what is shown, and everything they can do. */
export class Call extends CallConnection {
  private walk: WalkCamera | null = null;
  private walkFacing: Facing = 'environment';
  private measure = createMeasuring();
  private see = createSeeing();
  private ladder = new Ladder();

  protected forgetWalk(): void {
    this.walk = null;
  }

  /** Every 2 s: what it costs, how the voices fare, who sees whom. */
  protected async look(): Promise<void> {
    const { room } = this;
    if (!room || this.status !== 'connected') return;
    const measured = await this.measure(room);
    const { bytes } = measured;
    // The first seconds of every stream stutter.
    const line = performance.now() - this.connectedAt < settleMs ? 'good' : measured.line;
    this.usage.megabytes += bytes / 1_000_000;
    this.line = line;
    await this.stand(this.ladder.sample(line, performance.now()));
    await this.revive();
    try {
      const seen = await this.see(room, this.mainIdentity);
      const own = this.walkTrackSid && this.walking ? this.walkTrackSid : null;
      if (own) this.seenBy = await this.server.seenBy(own);
      else if (seen) this.seenBy = await this.server.see(seen);
      else this.seenBy = 0;
    } catch {
      this.seenBy = 0;
    }
  }

  protected async stand(rung: Rung): Promise<void> {
    if (rung === this.rung) return;
    this.rung = rung;
    await this.pauseOwn();
    this.refresh();
  }

  /** The uplink is ours to spare: the camera stays on, its picture waits. */
  protected async pauseOwn(): Promise<void> {
    const track = this.cameraTrack();
    const pause = this.rung >= (this.walking ? 3 : 1);
    this.videoPaused = this.rung === 3 || (pause && track !== undefined && this.wants.camera);
    if (pause) await track?.pauseUpstream();
    else await track?.resumeUpstream();
  }

  protected cameraTrack = (): LocalTrack | undefined =>
    this.walk?.track ??
    (this.room?.localParticipant.getTrackPublication('camera' as never)?.videoTrack as
      LocalTrack | undefined);

  /** A phone call takes camera and microphone away; the browser does not always tell when it is over. */
  protected async revive(): Promise<void> {
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
  protected visible = (): void => {
    if (!matchMedia('(pointer: coarse)').matches) return;
    const track = this.cameraTrack();
    if (document.visibilityState === 'hidden') void track?.pauseUpstream().then(() => this.refresh());
    else void this.revive().then(async () => (await this.pauseOwn(), this.refresh()));
  };

  /** Shows a track in `element`; call what it returns to let go. */
  attach(identity: string, source: Source, element: HTMLMediaElement): () => void {
    return this.attachments.add(identity, source, element, this.room);
  }

  /** Lets the browser play sound; must be called by a tap. */
  async hear(): Promise<void> {
    await this.room?.startAudio();
  }

  /** Leaves for good. */
  leave(): Promise<void> {
    this.over('left');
    return Promise.resolve();
  }

  async toggleMic(): Promise<void> {
    const { room } = this;
    if (!room || !this.canPublish) return;
    this.wants.mic = !this.micOn;
    await this.tryDevice(() =>
      this.wants.mic ? this.openMic(room) : room.localParticipant.setMicrophoneEnabled(false),
    );
  }

  async toggleCamera(): Promise<void> {
    const { room } = this;
    if (!room || !this.canPublish || this.walking) return;
    this.wants.camera = !this.cameraOn;
    await this.tryDevice(() =>
      this.wants.camera ? this.openCamera(room) : room.localParticipant.setCameraEnabled(false),
    );
  }

  protected async tryDevice(open: () => Promise<unknown>): Promise<void> {
    try {
      await open();
      this.cameraTaken = false;
    } catch {
      this.cameraTaken = true;
    }
    this.refresh();
  }

  /** Raises or lowers the own hand; the order is the server's. */
  async raiseHand(): Promise<void> {
    await this.server.raiseHand(this.me?.handAt == null);
  }

  /** The hands as the server has them. */
  setHands(hands: readonly { personId: string; at: Date | string }[]): void {
    this.hands = new Map(hands.map(({ personId, at }) => [personId, new Date(at).toISOString()]));
    this.refresh();
  }

  /** Follows who walks; their picture becomes the large one. */
  follow(walkerId: string | null): void {
    if (walkerId === this.walkerId) return;
    this.walkerId = walkerId;
    this.refresh();
  }

  /** Receives more or less, at once. Voice only also turns the own camera off. */
  async setReceiveMode(mode: ReceiveMode): Promise<void> {
    this.receiveMode = mode;
    if (mode === 'voice' && this.cameraOn && !this.walking) await this.toggleCamera();
    this.refresh();
  }

  /** Publishes the rear camera as the walk. Throws what the browser says when there is no camera to be had. */
  async startWalk({ facing }: { facing: Facing }): Promise<void> {
    const { room } = this;
    if (!room || this.walk) return;
    this.walkFacing = facing;
    const face = room.localParticipant.getTrackPublication('camera' as never)?.track as
      LocalTrack | undefined;
    // Many phones open one camera at a time.
    if (face) await room.localParticipant.unpublishTrack(face, true);
    face?.stop();
    await this.openWalk(room);
    this.walking = true;
    this.hidden = false;
    this.refresh();
  }

  protected async openWalk(room: Room): Promise<void> {
    this.walk = await WalkCamera.open(this.lk!, room, this.walkFacing);
    this.walkTrackSid = this.walk.publication.trackSid;
    this.walkChanged();
  }

  protected walkChanged(): void {
    this.torchAvailable = this.walk?.torchAvailable ?? false;
    // The lamp goes out with every restart of the camera.
    if (this.torchOn) void this.torch(true);
  }

  /** Ends the walk's picture; the own face comes back when it was on. */
  async stopWalk(): Promise<void> {
    const { room } = this;
    await this.walk?.close();
    this.walk = null;
    this.walking = this.hidden = this.torchOn = this.torchAvailable = false;
    this.walkTrackSid = null;
    if (room && this.wants.camera) await this.tryDevice(() => this.openCamera(room));
    this.refresh();
  }

  /** Rear to front and back. */
  async turnCamera(): Promise<void> {
    await this.walk?.turn();
    if (this.walk) this.walkFacing = this.walk.facing;
    this.walkChanged();
  }

  /** Switches the lamp; answers whether it is now as wanted. */
  async torch(on: boolean): Promise<boolean> {
    const done = (await this.walk?.light(on)) ?? false;
    if (done) this.torchOn = on;
    return done;
  }

  /** Blanks the walk's picture at once, at its source. */
  async hide(): Promise<void> {
    this.hidden = true;
    await this.walk?.hide();
    this.refresh();
  }

  async show(): Promise<void> {
    const { room } = this;
    this.hidden = false;
    if (this.walk) await this.walk.show();
    // A connection that was lost while hidden came back without a picture.
    else if (room && this.walking) await this.openWalk(room);
    this.walkChanged();
    this.refresh();
  }
}
