/** The longer side of a kept frame; the server keeps no more. */
const maxSide = 1280;

export interface Frame {
  image: Blob;
  /** For showing the still; revoke when it is thrown away. */
  url: string;
  deviceAt: string;
}

/** Freezes what a video shows now. Null when it shows nothing yet. */
export async function freeze(video: HTMLVideoElement | undefined): Promise<Frame | null> {
  if (!video || video.videoWidth === 0 || video.readyState < 2) return null;
  const deviceAt = new Date().toISOString();
  const scale = Math.min(1, maxSide / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const image = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
  return image && { image, url: URL.createObjectURL(image), deviceAt };
}
