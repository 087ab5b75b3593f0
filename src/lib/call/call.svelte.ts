import type { Room } from 'livekit-client';
import type { CallPerson, CallSettings, CallStatus, Line, ReceiveMode, Source } from './types.ts';

/** One person's stay in a session's call: what is shown, and everything they can do. */
export class Call {
  status: CallStatus = $state('idle');
  people: CallPerson[] = $state([]);
  micOn = $state(false);
  cameraOn = $state(false);
  receiveMode: ReceiveMode = $state('picture');
  usage = $state({ megabytes: 0 });
  line: Line = $state('good');
  /** Whether our own picture waits so that voices get through ("Video paused to keep the call understandable"). */
  videoPaused = $state(false);
  /** Whether this page's torch can be switched. */
  torchAvailable = $state(false);
  torchOn = $state(false);
  /** The walk's camera is published (rear camera, everybody's main picture). */
  walking = $state(false);
  /** The walk's picture is blanked at its source. */
  hidden = $state(false);
  /** The camera is held by another program or a phone call. */
  cameraTaken = $state(false);
  walkTrackSid: string | null = $state(null);
  /** Whom everybody sees large; the page sets the walker's person id here. */
  walkerId: string | null = $state(null);
  /** How many others reported decoded frames of our walk within the last 5 s. */
  seenBy = $state(0);
  room: Room | null = null;

  readonly me: CallPerson | undefined = $derived(this.people.find((person) => person.isMe));
  /** Whom everyone sees large: the walker, else who spoke last. */
  readonly mainIdentity: string | null = $derived(
    this.people.find((person) => person.personId === this.walkerId && person.cameraOn)?.identity ?? null,
  );
  readonly settings: CallSettings;

  constructor(settings: CallSettings) {
    this.settings = settings;
    this.receiveMode = settings.receiveMode;
  }

  /** Shows a track in `element`; call what it returns to let go. */
  attach(_identity: string, _source: Source, _element: HTMLMediaElement): () => void {
    return () => undefined;
  }
  async join(): Promise<void> {}
  async leave(): Promise<void> {}
  async toggleMic(): Promise<void> {}
  async toggleCamera(): Promise<void> {}
  /** Raises or lowers the own hand; the order is the server's. */
  async raiseHand(): Promise<void> {}
  async setReceiveMode(_mode: ReceiveMode): Promise<void> {}

  /** Publishes the rear camera as the walk. Throws what the browser says when there is no camera to be had. */
  async startWalk(_options: { facing: 'environment' | 'user' }): Promise<void> {}
  async stopWalk(): Promise<void> {}
  /** Rear to front and back. */
  async turnCamera(): Promise<void> {}
  /** Switches the lamp; answers whether it is now as wanted. */
  async torch(_on: boolean): Promise<boolean> {
    return false;
  }
  /** Blanks the walk's picture at once, at its source. */
  async hide(): Promise<void> {}
  async show(): Promise<void> {}
}
