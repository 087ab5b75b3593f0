import { newId } from '#domain/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testWalk } from '../../tests/fixtures/walk.ts';

let test: Awaited<ReturnType<typeof testWalk>>;
beforeAll(async () => (test = await testWalk()));
afterAll(() => test.close());
beforeEach(() => test.fresh());
const missing = { code: 'not_found' };

describe('a walkthrough', () => {
  it('is not for outsiders, observers, managers, and not in a session that is over', async () => {
    await expect(test.app.walkthroughs.start(null, {})).rejects.toMatchObject({
      code: 'signed_out',
    });
    for (const name of ['oscar', 'olive', 'grace', 'ada', 'beatrice'] as const)
      await expect(test.start(name)).rejects.toMatchObject(missing);
    for (const name of ['oscar', 'ada'] as const)
      await expect(test.seen(name)).rejects.toMatchObject(missing);
    await expect(test.start('odette', { sessionId: newId() })).rejects.toMatchObject(missing);
    await expect(test.start('odette', { stations: ' \n ' })).rejects.toMatchObject({
      fields: { stations: 'error_stations_none' },
    });
    await expect(test.start('odette', { stations: 'a\n'.repeat(13) })).rejects.toMatchObject({
      fields: { stations: 'error_stations_many' },
    });
    const elsewhere = await test.start('odette');
    await test.fresh();
    await expect(test.start('odette', { id: elsewhere })).rejects.toMatchObject(missing);
    await test.end();
    await expect(test.start('odette')).rejects.toMatchObject({ fields: { '': 'walkthrough_error_over' } });
    expect((await test.seen()).walkthroughs).toEqual([]);
  });

  it('goes one at a time, also when two start at once', async () => {
    const tries = await Promise.allSettled([test.start('odette'), test.start('jeanpaul')]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(test.start('theo')).rejects.toMatchObject({
      fields: { '': 'walkthrough_error_one_at_a_time' },
    });
  });

  it('walks from station to station, ticks off, and ends', async () => {
    const id = newId();
    await test.start('odette', { id });
    expect(await test.start('odette', { id })).toBe(id);
    const [first] = (await test.seen()).walkthroughs;
    const [receiving, store, cards] = first!.stations;
    expect(first).toMatchObject({ walkerName: 'Odette Mukamana', currentStationId: receiving!.id });
    const arrive = async (name: 'odette' | 'jeanpaul' | 'felix' | 'oscar', stationId: string) =>
      test.app.walkthroughs.arriveAt(await test.as(name), { walkthroughId: id, stationId });
    for (const name of ['jeanpaul', 'felix', 'oscar'] as const)
      await expect(arrive(name, store!.id)).rejects.toMatchObject(missing);
    await expect(arrive('odette', newId())).rejects.toMatchObject(missing);
    await arrive('odette', store!.id);
    await arrive('odette', store!.id);
    test.clock.set('2026-11-23T08:10:00Z');
    await arrive('odette', cards!.id);
    await expect(
      test.app.walkthroughs.end(await test.as('jeanpaul'), { walkthroughId: id }),
    ).rejects.toMatchObject(missing);
    await test.app.walkthroughs.end(await test.as('odette'), { walkthroughId: id });
    await test.app.walkthroughs.end(await test.as('odette'), { walkthroughId: id });
    const [ended] = (await test.seen()).walkthroughs;
    expect(ended!.stations.map(({ doneAt }) => doneAt)).toEqual([
      '2026-11-23T08:00:00.000Z',
      '2026-11-23T08:10:00.000Z',
      '2026-11-23T08:10:00.000Z',
    ]);
    await expect(arrive('odette', store!.id)).rejects.toMatchObject({ code: 'conflict' });
    expect((await test.news()).map(({ kind }) => kind)).toEqual(Array(4).fill('walkthrough'));
    expect(
      (await test.events('walkthrough_started')).filter((event) => event.subject_id === id),
    ).toHaveLength(1);
    expect((await test.events('walkthrough_ended')).filter((event) => event.subject_id === id)).toHaveLength(
      1,
    );
  });

  it('is ended by a facilitator when the walker is gone, and another can start', async () => {
    const id = await test.start('odette');
    await test.app.walkthroughs.end(await test.as('felix'), { walkthroughId: id });
    await test.start('jeanpaul');
    expect((await test.seen()).walkthroughs.map(({ endedAt }) => endedAt === null)).toEqual(
      expect.arrayContaining([true, false]),
    );
  });

  it('is hidden and shown by the walker only, and everybody hears it', async () => {
    const id = await test.start('odette');
    const { hide, show } = test.app.walkthroughs;
    for (const name of ['felix', 'jeanpaul', 'oscar'] as const)
      await expect(hide(await test.as(name), { walkthroughId: id })).rejects.toMatchObject(missing);
    await hide(await test.as('odette'), { walkthroughId: id });
    await hide(await test.as('odette'), { walkthroughId: id });
    expect((await test.seen()).walkthroughs[0]!.hiddenAt).toBe('2026-11-23T08:00:00.000Z');
    await show(await test.as('odette'), { walkthroughId: id });
    expect((await test.seen()).walkthroughs[0]!.hiddenAt).toBeNull();
    expect(await test.news()).toHaveLength(3);
  });
});
