import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../tests/fixtures/app.ts';
import { inTransaction } from '../db/database.ts';
import { keepImage } from './keep.ts';

let test: TestApp;
beforeAll(async () => (test = await testApp()));
afterAll(() => test.close());

const keep = (bytes: Uint8Array) =>
  inTransaction(test.db, (trx) =>
    keepImage(trx, {
      roomId: test.roomId,
      madeBy: test.personIds.odette,
      at: test.clock.now(),
      bytes,
    }),
  );
const plain = (width = 40, height = 20) =>
  sharp({ create: { width, height, channels: 3, background: '#a8481f' } });
const field = (image: string) => ({ code: 'invalid', fields: { image } });

describe('keeping a picture', () => {
  it('refuses what is no picture, nothing, too much, and too many pixels', async () => {
    await expect(keep(Buffer.from('not a picture'))).rejects.toMatchObject(field('error_image_unreadable'));
    await expect(keep(new Uint8Array())).rejects.toMatchObject(field('error_image_missing'));
    await expect(keep(new Uint8Array(12 * 1024 * 1024 + 1))).rejects.toMatchObject(
      field('error_image_too_large'),
    );
    const cut = (await plain(600, 600).jpeg().toBuffer()).subarray(0, 700);
    await expect(keep(cut)).rejects.toMatchObject(field('error_image_unreadable'));
    const huge = await plain(9000, 9000).png().toBuffer();
    await expect(keep(huge)).rejects.toMatchObject(field('error_image_unreadable'));
    const drawn =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
    await expect(keep(Buffer.from(drawn))).rejects.toMatchObject(field('error_image_unreadable'));
    expect(await test.db.selectFrom('image').select('id').execute()).toEqual([]);
  });

  it('leaves place and device behind, turns it upright and makes it small', async () => {
    const photo = await plain(2600, 1300)
      .jpeg()
      .withMetadata({ orientation: 6 })
      .withExif({
        IFD0: { Make: 'PhoneMaker', Orientation: '6' },
        IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '1/1 57/1 0/1' },
      })
      .toBuffer();
    expect(photo.includes('PhoneMaker')).toBe(true);
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const { bytes, width, height } = await test.app.images.open(
      await test.actorOf('odette'),
      await keep(photo),
    );
    const metadata = await sharp(bytes).metadata();
    expect(metadata).toMatchObject({ format: 'jpeg', width: 640, height: 1280 });
    expect({ width, height }).toEqual({ width: 640, height: 1280 });
    expect(metadata.exif ?? metadata.xmp ?? metadata.iptc).toBeUndefined();
    expect(bytes.includes('PhoneMaker') || bytes.includes('Exif')).toBe(false);
  });
});

describe('looking at a picture', () => {
  it('is for the members of its room', async () => {
    const id = await keep(await plain().png().toBuffer());
    const missing = { code: 'not_found' };
    await expect(test.app.images.open(null, id)).rejects.toMatchObject({ code: 'signed_out' });
    for (const outsider of ['oscar', 'beatrice', 'ada'] as const)
      await expect(test.app.images.open(await test.actorOf(outsider), id)).rejects.toMatchObject(missing);
    const odette = await test.actorOf('odette');
    await expect(test.app.images.open(odette, 'x')).rejects.toMatchObject(missing);
    await expect(test.app.images.open(odette, test.roomId)).rejects.toMatchObject(missing);
    const { sha256 } = await test.app.images.open(await test.actorOf('olive'), id);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
