import type { Room } from 'livekit-client';
import { createAttachments } from './attachments.ts';
import type { Rung } from './ladder.ts';
import { callServer } from './server.ts';
import type { CallPerson, CallSettings, CallStatus, Ending, Line, ReceiveMode } from './types.ts';

export type Livekit = typeof import('livekit-client');

/** What is known and shown of a call. `Call` (call.svelte.ts) is the whole. */
export class CallState {
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
  protected lastSpeaker: string | null = $state(null);
  protected rung: Rung = $state(0);

  /** LiveKit's own room, null outside the call. */
  room: Room | null = null;
  readonly settings: CallSettings;
  readonly server: ReturnType<typeof callServer>;
  readonly me: CallPerson | undefined = $derived(this.people.find((person) => person.isMe));
  /** Whom everyone sees large: the walker, else who spoke last, else somebody with a picture. */
  readonly mainIdentity: string | null = $derived(this.main());

  protected lk: Livekit | null = null;
  protected hands = new Map<string, string>();
  protected attachments = createAttachments();
  protected connectedAt = 0;
  /** Camera and microphone as the person wants them, across new connections. */
  protected wants: { mic: boolean; camera: boolean };

  constructor(settings: CallSettings) {
    this.settings = settings;
    this.server = callServer(settings.sessionId);
    this.receiveMode = settings.receiveMode;
    this.wants = { mic: settings.micOn, camera: settings.cameraOn };
  }

  protected main(): string | null {
    const shown = (person: CallPerson) => person.cameraOn && !person.isMe;
    const walker = this.people.find((person) => person.personId === this.walkerId);
    if (walker) return walker.identity;
    const speaker = this.people.find((person) => person.identity === this.lastSpeaker && shown(person));
    return (speaker ?? this.people.find(shown))?.identity ?? null;
  }
}
