import { newId, type ImageId } from '#domain/ids.ts';

/** The longer side of what is sent; the server keeps no more. */
const maxSide = 1280;
/** Decoding more than this may end a small phone's page. */
const maxBytes = 40 * 1024 * 1024;

export interface PictureFile {
  image: ImageId;
  /** Drawn anew on this device: what the camera wrote beside the pixels (place, device) never leaves it. */
  blob: Blob;
  width: number;
  height: number;
}
export type PictureRefusal = 'unreadable' | 'too-large';

/** Makes a picture small enough to send, or says why it is none. */
export async function readPicture(file: Blob): Promise<PictureFile | PictureRefusal> {
  if (file.size > maxBytes) return 'too-large';
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width, bitmap.height].map((side) =>
      Math.max(1, Math.round(side * scale)),
    );
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d')!;
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width!, height!);
    context.drawImage(bitmap, 0, 0, width!, height!);
    bitmap.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82));
    return blob ? { image: newId<ImageId>(), blob, width: width!, height: height! } : 'unreadable';
  } catch {
    return 'unreadable';
  }
}
