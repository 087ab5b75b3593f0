import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { newId, type ImageId } from '#domain/ids.ts';
import type { Tx } from '../db/database.ts';
import { invalid } from '../errors.ts';

const maxBytes = 12 * 1024 * 1024;
/** The longer side in pixels: enough to read a stock card, small enough for a metered line. */
const maxSide = 1280;

/**
 * Keeps a picture of a room: decoded, turned upright, without metadata (place, device), at most 1280 px, as JPEG.
 * Throws `invalid` on the field `image` when the bytes are no picture, or too many.
 */
export async function keepImage(
  trx: Tx,
  image: { id?: ImageId; roomId: string; madeBy: string | null; at: Date; bytes: Uint8Array },
): Promise<ImageId> {
  const { data, info } = await reencode(image.bytes);
  const id = image.id ?? newId<ImageId>();
  await trx
    .insertInto('image')
    .values({
      id,
      room_id: image.roomId,
      made_by: image.madeBy,
      made_at: image.at,
      width: info.width,
      height: info.height,
      bytes: data,
      sha256: createHash('sha256').update(data).digest('hex'),
    })
    .execute();
  return id;
}

// What cameras and browsers make. An SVG is a program that draws: it may draw for minutes.
const photoFormats: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'heif', 'gif', 'tiff']);

async function reencode(bytes: Uint8Array) {
  if (bytes.byteLength === 0) throw invalid({ image: 'error_image_missing' });
  if (bytes.byteLength > maxBytes) throw invalid({ image: 'error_image_too_large' });
  try {
    const picture = sharp(bytes, { limitInputPixels: 50_000_000, failOn: 'error', pages: 1 });
    const { format } = await picture.metadata();
    if (!photoFormats.has(format)) throw new Error('not a photo');
    // No withMetadata(): everything that is not pixels stays behind, GPS first of all.
    return await picture
      .autoOrient()
      .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 72, mozjpeg: true })
      .toBuffer({ resolveWithObject: true });
  } catch {
    throw invalid({ image: 'error_image_unreadable' });
  }
}
