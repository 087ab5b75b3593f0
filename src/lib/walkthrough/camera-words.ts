import { m } from '$lib/paraglide/messages.js';

/** What to do when the browser gives no camera. */
export function cameraWords(refused: unknown): string {
  const name = refused instanceof Error ? refused.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return m.walkthrough_camera_denied();
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return m.walkthrough_camera_none();
  if (name === 'NotReadableError' || name === 'AbortError') return m.walkthrough_camera_busy();
  return m.walkthrough_failed();
}
