import { newId } from '#domain/ids.ts';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonName } from '../../tests/fixtures/app.ts';
import { testWalk } from '../../tests/fixtures/walk.ts';

let test: Awaited<ReturnType<typeof testWalk>>;
let picture: Blob;
beforeAll(async () => {
  test = await testWalk();
  const red = sharp({ create: { width: 32, height: 24, channels: 3, background: '#a0301c' } });
  picture = new Blob([new Uint8Array(await red.jpeg().toBuffer())], { type: 'image/jpeg' });
});
afterAll(() => test.close());
beforeEach(() => test.fresh());
const missing = { code: 'not_found' };

describe('moments', () => {
  const keep = async (name: PersonName, walkthroughId: string, more = {}) =>
    test.app.moments.keep(await test.as(name), {
      walkthroughId,
      deviceAt: '2019-01-01T00:00:00Z',
      image: picture,
      noPatient: 'on',
      ...more,
    });

  it('are refused without the word that no patient is in view, while hidden, and from who may not', async () => {
    const walkthroughId = await test.start('odette');
    await expect(keep('odette', walkthroughId, { noPatient: undefined })).rejects.toMatchObject({
      fields: { noPatient: 'error_no_patient' },
    });
    for (const name of ['olive', 'oscar', 'ada'] as const)
      await expect(keep(name, walkthroughId)).rejects.toMatchObject(missing);
    await expect(keep('odette', newId())).rejects.toMatchObject(missing);
    await expect(keep('odette', walkthroughId, { questionId: newId() })).rejects.toMatchObject(missing);
    await expect(keep('odette', walkthroughId, { stationId: newId() })).rejects.toMatchObject(missing);
    await expect(keep('odette', walkthroughId, { deviceAt: 'yesterday' })).rejects.toMatchObject({
      fields: { deviceAt: 'error_check_this' },
    });
    await expect(keep('odette', walkthroughId, { image: new Blob(['no']) })).rejects.toMatchObject({
      fields: { image: 'error_image_unreadable' },
    });
    await test.app.walkthroughs.hide(await test.as('odette'), { walkthroughId });
    await expect(keep('jeanpaul', walkthroughId)).rejects.toMatchObject({
      fields: { '': 'walkthrough_error_hidden' },
    });
    expect((await test.seen()).moments).toEqual([]);
    expect(await test.db.selectFrom('image').select('id').execute()).toEqual([]);
  });

  it('are kept once when sent several times at once', async () => {
    const walkthroughId = await test.start('odette');
    const id = newId();
    const kept = await Promise.all([1, 2, 3].map(() => keep('jeanpaul', walkthroughId, { id })));
    expect(kept).toEqual([id, id, id]);
    expect((await test.seen()).moments).toHaveLength(1);
  });

  it('keep frame, station, question, both clocks, and the thread', async () => {
    const walkthroughId = await test.start('odette');
    const questionId = await test.ask('jeanpaul', 'Who signs?');
    const id = newId();
    await keep('jeanpaul', walkthroughId, { id, questionId, note: 'Two cards' });
    await keep('jeanpaul', walkthroughId, { id, questionId, note: 'Two cards' });
    await expect(keep('odette', walkthroughId, { id })).rejects.toMatchObject(missing);
    const { moments } = await test.seen();
    expect(moments).toEqual([
      expect.objectContaining({
        id,
        stationName: 'Receiving',
        questionText: 'Who signs?',
        keptByName: 'Jean-Paul Habimana',
        institutionId: test.institutionIds.gihara,
        deviceAt: '2019-01-01T00:00:00.000Z',
        keptAt: '2026-11-23T08:00:00.000Z',
        note: 'Two cards',
      }),
    ]);
    const room = await test.app.moments.ofRoom(await test.as('olive'), test.roomId);
    expect(room.map((moment) => moment.id)).toContain(id);
    await expect(test.app.moments.ofRoom(await test.as('oscar'), test.roomId)).rejects.toMatchObject(missing);
    const link = await test.db.selectFrom('link').where('to_id', '=', id).selectAll().executeTakeFirst();
    expect(link).toMatchObject({ verb: 'answered_by', from_id: questionId });
    expect((await test.events('moment_kept')).map((event) => event.subject_id)).toContain(id);
    await test.end();
    await expect(keep('jeanpaul', walkthroughId)).rejects.toMatchObject({ code: 'conflict' });
  });
});
