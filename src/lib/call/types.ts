import type { LocalAudioTrack, LocalVideoTrack } from 'livekit-client';
import type { Side, Twin } from '#domain/room/room.ts';
import type { ReceiveMode } from '#domain/session/cost.ts';
import type { SessionRole } from '#domain/session/session.ts';

export type { ReceiveMode } from '#domain/session/cost.ts';

/** `removed`: by a person who may, or from the room; there is no way back in by oneself. */
export type CallStatus = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'disconnected' | 'removed';
export type Line = 'good' | 'weak' | 'bad';
export type Source = 'camera' | 'microphone';

/** Somebody in the call, on one device. */
export interface CallPerson {
  /** Person and device: the same person may be in twice. */
  identity: string;
  personId: string;
  name: string;
  institutionId: string;
  institution: string;
  role: SessionRole;
  /** A guest has neither colour nor side. */
  twin: Twin | undefined;
  side: Side | undefined;
  guest: boolean;
  micOn: boolean;
  cameraOn: boolean;
  speaking: boolean;
  /** When the hand went up, in the server's order (ISO); null while it is down. */
  handAt: string | null;
  isMe: boolean;
}

/** What the server gives to come in. */
export interface CallAccess {
  token: string;
  canPublish: boolean;
}

export interface CallSettings {
  sessionId: string;
  /** Asks our server for a new way in; null when the person may not come (back) in. */
  enter: () => Promise<CallAccess | null>;
  receiveMode: ReceiveMode;
  micOn: boolean;
  cameraOn: boolean;
  micId?: string | undefined;
  cameraId?: string | undefined;
  /** The preview's own tracks: published as they are, so that no device is opened twice. */
  preview?: { microphone?: LocalAudioTrack | undefined; camera?: LocalVideoTrack | undefined };
}

/** Why a call is over: oneself, the session ended, taken over by another window, or no way in. */
export type Ending = 'left' | 'ended' | 'elsewhere' | 'removed';
