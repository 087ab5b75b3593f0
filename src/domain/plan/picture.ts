import * as v from 'valibot';
import { idOf, type ImageId, type RoomId } from '../ids.ts';

/** A picture for a note; `id` is made on the phone and stands in the note before the bytes have arrived. */
export const keepNotePicture = v.object({
  id: idOf<ImageId>(),
  roomId: idOf<RoomId>(),
  image: v.instance(Blob, 'error_image_missing'),
});
