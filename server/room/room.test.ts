import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });

describe('a room', () => {
  it('is not there for people who are signed out, for outsiders and for other rooms', async () => {
    const oscar = await t.actorOf('oscar');
    await expect(t.app.rooms.head(null, t.roomId)).rejects.toMatchObject({ code: 'signed_out' });
    await expect(t.app.rooms.head(oscar, t.roomId)).rejects.toEqual(notFound);
    await expect(t.app.rooms.people(oscar, t.roomId)).rejects.toEqual(notFound);
    await expect(t.app.rooms.events(oscar, t.roomId)).rejects.toEqual(notFound);
    await expect(t.app.rooms.head(oscar, 'no-id')).rejects.toEqual(notFound);
    await expect(t.app.rooms.moveToStep(oscar, { roomId: t.roomId, step: 3 })).rejects.toEqual(notFound);
  });

  it('shows its head, not its people, to those who look after the network', async () => {
    const beatrice = await t.actorOf('beatrice');
    const head = await t.app.rooms.head(beatrice, t.roomId);
    expect(head.name).toBe('Pharmacy supply chain');
    expect(head.abilities.see).toBe(false);
    await expect(t.app.rooms.people(beatrice, t.roomId)).rejects.toEqual(notFound);
  });

  it('is opened by the network office only, for two institutions of the network', async () => {
    const room = { networkId: t.networkId, topicId: t.topicId, name: 'New', lang: 'fr' };
    const both = { giverId: t.institutionIds.gihara, receiverId: t.institutionIds.muhura };
    await expect(t.app.rooms.open(await t.actorOf('felix'), { ...room, ...both })).rejects.toEqual(notFound);
    const ada = await t.actorOf('ada');
    await expect(
      t.app.rooms.open(ada, { ...room, giverId: both.giverId, receiverId: both.giverId }),
    ).rejects.toMatchObject({ code: 'invalid', fields: { receiverId: 'error_same_institution' } });
    await expect(t.app.rooms.open(ada, { ...room, ...both, name: 'x'.repeat(300) })).rejects.toMatchObject({
      fields: { name: 'error_too_long' },
    });
    expect(await t.app.rooms.open(ada, { ...room, ...both })).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('tells each member what the others did since they were here', async () => {
    const odette = await t.actorOf('odette');
    await t.app.rooms.visit(odette, { roomId: t.roomId });
    expect(await t.app.rooms.sinceYouWereHere(odette)).toEqual([]);
    t.clock.set('2026-11-23T09:00:00Z');
    await t.app.rooms.moveToStep(await t.actorOf('felix'), { roomId: t.roomId, step: 5 });
    const since = await t.app.rooms.sinceYouWereHere(odette);
    expect(since.map((event) => event.kind)).toEqual(['step_moved']);
    const [card] = await t.app.rooms.mine(odette);
    expect(card).toMatchObject({ step: 5, stepName: 'Step 5', role: 'staff' });
    expect(card?.institutions.map(({ shortName, side, twin }) => [shortName, side, twin])).toEqual([
      ['Gihara', 'giver', 'a'],
      ['Nyanza Lake', 'receiver', 'b'],
      ['Network Office', 'backbone', 'c'],
    ]);
  });
});
