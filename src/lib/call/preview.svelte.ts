import type { LocalAudioTrack, LocalVideoTrack } from 'livekit-client';
import { cameraCapture } from './media-settings.ts';
import type { ReceiveMode } from './types.ts';

/** Camera and microphone before the call: the very tracks that are published afterwards. */
export class Preview {
  camera: LocalVideoTrack | undefined = $state.raw();
  microphone: LocalAudioTrack | undefined = $state.raw();
  cameras: MediaDeviceInfo[] = $state.raw([]);
  microphones: MediaDeviceInfo[] = $state.raw([]);
  cameraId = $state('');
  microphoneId = $state('');
  cameraRefused = $state(false);
  microphoneRefused = $state(false);
  /** 0 to 1, how loud the microphone hears. */
  level = $state(0);
  #stopLevel: (() => void) | undefined;
  closed = false;
  /** One device after the other: some phones ask only one question at a time. */
  #opening: Promise<void> = Promise.resolve();

  /** Facebook's and WeChat's own browsers never give a camera. */
  readonly inApp = /FBAN|FBAV|MicroMessenger|Instagram/.test(navigator.userAgent);

  /**
   * When what is being opened is there, or refused: who joins at once is not silently mute. It waits 3 s at most, for the
   * browser's question may stay unanswered.
   */
  async settled(): Promise<void> {
    await Promise.race([this.#opening, new Promise((resolve) => setTimeout(resolve, 3_000))]);
  }

  openCamera(mode: ReceiveMode, deviceId = ''): void {
    this.#opening = this.#opening.then(() => this.#takeCamera(mode, deviceId));
  }

  openMicrophone(deviceId = ''): void {
    this.#opening = this.#opening.then(() => this.#takeMicrophone(deviceId));
  }

  async #takeCamera(mode: ReceiveMode, deviceId: string): Promise<void> {
    if (this.closed) return;
    this.closeCamera();
    this.cameraId = deviceId;
    this.cameraRefused = false;
    try {
      const { createLocalVideoTrack } = await import('livekit-client');
      const track = await createLocalVideoTrack(cameraCapture(mode, deviceId || undefined));
      if (this.closed) return void track.stop();
      this.camera = track;
    } catch {
      this.cameraRefused = true;
    }
    await this.#devices();
  }

  closeCamera(): void {
    this.camera?.stop();
    this.camera = undefined;
  }

  async #takeMicrophone(deviceId: string): Promise<void> {
    if (this.closed) return;
    this.closeMicrophone();
    this.microphoneId = deviceId;
    this.microphoneRefused = false;
    try {
      const { createLocalAudioTrack } = await import('livekit-client');
      const track = await createLocalAudioTrack({
        ...(deviceId ? { deviceId } : {}),
        ...{ echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      });
      if (this.closed) return void track.stop();
      this.microphone = track;
      this.#listen(track.mediaStreamTrack);
    } catch {
      this.microphoneRefused = true;
    }
    await this.#devices();
  }

  closeMicrophone(): void {
    this.#stopLevel?.();
    this.#stopLevel = undefined;
    this.level = 0;
    this.microphone?.stop();
    this.microphone = undefined;
  }

  /** Gives the tracks away: they live on in the call. */
  handOver(): { microphone?: LocalAudioTrack | undefined; camera?: LocalVideoTrack | undefined } {
    this.closed = true;
    this.#stopLevel?.();
    this.#stopLevel = undefined;
    const tracks = { microphone: this.microphone, camera: this.camera };
    this.microphone = undefined;
    this.camera = undefined;
    return tracks;
  }

  close(): void {
    this.closed = true;
    this.closeCamera();
    this.closeMicrophone();
  }

  async #devices(): Promise<void> {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const named = (kind: string) => all.filter((device) => device.kind === kind && device.label !== '');
    this.cameras = named('videoinput');
    this.microphones = named('audioinput');
  }

  #listen(track: MediaStreamTrack): void {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loud = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
      this.level = Math.min(1, loud * 5);
    }, 100);
    this.#stopLevel = () => {
      // Handing over and then closing both come here: a context can be closed only once.
      this.#stopLevel = undefined;
      clearInterval(timer);
      if (context.state !== 'closed') void context.close();
    };
  }
}
