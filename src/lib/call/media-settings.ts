import type { RoomOptions, TrackPublishOptions, VideoCaptureOptions } from 'livekit-client';
import type { ReceiveMode } from './types.ts';

type Livekit = typeof import('livekit-client');

/** Paying by the megabyte: everything but `all`. */
const metered = (mode: ReceiveMode): boolean => mode !== 'all';

/** Settings of the room, each for a reason given in docs or beside it. */
export function roomOptions(mode: ReceiveMode): RoomOptions {
  return {
    adaptiveStream: true,
    dynacast: true,
    // Two connections send a quarter of the bytes before the first word is heard.
    singlePeerConnection: false,
    // The library hangs up when a page only asks "really leave?"; we hang up on pagehide.
    disconnectOnPageLeave: false,
    // Our tracks outlive a lost connection, so that the camera need not be asked for again.
    stopLocalTrackOnUnpublish: false,
    publishDefaults: {
      videoCodec: 'vp8',
      red: true,
      dtx: true,
      audioPreset: { maxBitrate: metered(mode) ? 16_000 : 24_000 },
    },
    // Ours never gives up: after ten tries the library's own Disconnected leads to a new way in.
    audioCaptureDefaults: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  };
}

export const cameraCapture = (mode: ReceiveMode, deviceId?: string): VideoCaptureOptions => ({
  ...(deviceId ? { deviceId } : {}),
  facingMode: 'user',
  resolution: metered(mode)
    ? { width: 320, height: 180, frameRate: 10 }
    : { width: 640, height: 360, frameRate: 20 },
});

/** How the own face is sent: one small picture when megabytes are paid for. */
export function cameraPublish(lk: Livekit, mode: ReceiveMode): TrackPublishOptions {
  const source = lk.Track.Source.Camera;
  if (metered(mode))
    return {
      source,
      simulcast: false,
      videoEncoding: { maxBitrate: 90_000, maxFramerate: 10, priority: 'very-low' },
    };
  return {
    source,
    simulcast: true,
    videoSimulcastLayers: [new lk.VideoPreset(320, 180, 90_000, 10)],
    videoEncoding: { maxBitrate: 350_000, maxFramerate: 20, priority: 'low' },
  };
}

export const walkResolution = { width: 1280, height: 720, frameRate: 15 };

/** How a walk is sent: words on a stock card must be readable, movement may stutter. */
export const walkPublish = (lk: Livekit): TrackPublishOptions => ({
  source: lk.Track.Source.Camera,
  simulcast: true,
  videoSimulcastLayers: [new lk.VideoPreset(320, 180, 90_000, 8), new lk.VideoPreset(640, 360, 220_000, 12)],
  videoEncoding: { maxBitrate: 900_000, maxFramerate: 15, priority: 'low' },
  degradationPreference: 'maintain-resolution',
});
