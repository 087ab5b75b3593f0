import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#domain/ids.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { planSocketRights } from './socket.ts';

let test: TestApp;
let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  test = await testApp();
  const red = sharp({ create: { width: 60, height: 40, channels: 3, background: '#a8481f' } });
  bytes = await red
    .jpeg()
    .withExif({ IFD0: { Make: 'PhoneMaker' } })
    .toBuffer();
});
afterAll(() => test.close());

const keep = async (
  who: PersonName,
  { id = newId() as string, image = new Blob([bytes]), roomId = test.roomId } = {},
) => test.app.plans.keepPicture(await test.actorOf(who), { id, roomId, image });
const kept = () => test.db.selectFrom('image').select(['id', 'made_by']).execute();

it('takes no picture from who may not write in the room, and none that is none', async () => {
  const missing = { code: 'not_found' };
  for (const who of ['olive', 'oscar', 'beatrice', 'ada'] as const)
    await expect(keep(who), who).rejects.toMatchObject(missing);
  await expect(keep('odette', { roomId: test.otherRoomId })).rejects.toMatchObject(missing);
  const refused = { code: 'invalid', fields: { image: 'error_image_unreadable' } };
  await expect(keep('odette', { image: new Blob(['none']) })).rejects.toMatchObject(refused);
  expect(await kept()).toEqual([]);
});

it('sent again with the same id it is the same picture, and nobody else’s', async () => {
  const id = newId();
  expect(await Promise.all([keep('odette', { id }), keep('odette', { id })])).toEqual([
    { image: id },
    { image: id },
  ]);
  expect(await kept()).toEqual([{ id, made_by: test.personIds.odette }]);
  await expect(keep('theo', { id })).rejects.toMatchObject({ code: 'not_found' });
  const { bytes: shown } = await test.app.images.open(await test.actorOf('olive'), id);
  expect(shown.includes('PhoneMaker')).toBe(false);
});

it('the notes are read and written by whom the plan is', async () => {
  const { notesId } = await test.app.plans.open(await test.actorOf('odette'), test.roomId);
  const asks = async (who: PersonName | null) => {
    const actor = who && (await test.actorOf(who));
    const rights = planSocketRights(test.db, () =>
      Promise.resolve(actor && { actor, expiresAt: new Date('2030-01-01') }),
    );
    const answer = await rights({ headers: {} } as never, notesId);
    return answer.ok ? answer.canEdit : answer.code;
  };
  expect(await asks('odette')).toBe(true);
  expect(await asks('olive')).toBe(false);
  expect([await asks('oscar'), await asks('ada'), await asks(null)]).toEqual([4404, 4404, 4401]);
});
