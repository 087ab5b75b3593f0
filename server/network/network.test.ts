import { newId } from '#domain/ids.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });

describe('a network', () => {
  it('is there for everybody of its institutions, and for nobody else', async () => {
    await expect(t.app.networks.head(null, null)).rejects.toMatchObject({ code: 'signed_out' });
    await expect(t.app.networks.head(await t.actorOf('oscar'), t.roomId)).rejects.toEqual(notFound);
    const nobodys = { ...(await t.actorOf('oscar')), institutions: [], networks: [] };
    await expect(t.app.networks.head(nobodys, null)).rejects.toEqual(notFound);
    const head = await t.app.networks.head(await t.actorOf('oscar'), null);
    expect(head).toMatchObject({ id: t.networkId, others: [], abilities: { see: true, lookAfter: false } });
  });

  it('shows its rooms’ titles and dates to those who look after it', async () => {
    for (const verb of ['rooms', 'choices'] as const)
      await expect(t.app.networks[verb](await t.actorOf('felix'), t.networkId)).rejects.toEqual(notFound);
    const beatrice = await t.actorOf('beatrice');
    const all = await t.app.networks.rooms(beatrice, t.networkId);
    expect(all.rooms.map(({ name, quiet }) => [name, quiet])).toEqual([
      ['Another room', false],
      ['Pharmacy supply chain', false],
    ]);
    expect((await t.app.networks.rooms(beatrice, t.networkId, { quiet: true })).rooms).toEqual([]);
    const second = await t.app.networks.rooms(beatrice, t.networkId, { after: all.rooms[0]!.id });
    expect(second.rooms.map(({ name }) => name)).toEqual(['Pharmacy supply chain']);
    t.clock.set('2026-12-30T08:00:00Z');
    const quiet = await t.app.networks.rooms(beatrice, t.networkId, { quiet: true });
    expect(quiet.rooms.map((room) => room.quiet)).toEqual([true, true]);
    t.clock.set('2026-11-23T08:00:00Z');
  });

  it('are found as quiet by what happened in them, also when the room was told of it late or not at all', async () => {
    const beatrice = await t.actorOf('beatrice');
    const happened = (at: string) =>
      t.db
        .insertInto('event')
        .values({
          id: newId(),
          room_id: t.roomId,
          kind: 'plan_changed',
          subject_kind: 'room',
          subject_id: t.roomId,
          at,
        })
        .execute();
    const lastAt = async () =>
      (
        await t.db
          .selectFrom('room')
          .where('id', '=', t.roomId)
          .select('last_event_at')
          .executeTakeFirstOrThrow()
      ).last_event_at;
    const quiet = async () =>
      (await t.app.networks.rooms(beatrice, t.networkId, { quiet: true })).rooms.map(({ name }) => name);
    t.clock.set('2026-12-30T08:00:00Z');
    await happened('2026-12-10T08:00:00Z');
    expect(await lastAt()).toEqual(new Date('2026-12-10T08:00:00Z'));
    expect(await quiet()).toEqual(['Another room']);
    // Somebody else changes the room: the event does not wait, and the room learns nothing of it.
    await t.db.transaction().execute(async (other) => {
      await other.selectFrom('room').where('id', '=', t.roomId).select('id').forNoKeyUpdate().execute();
      await happened('2026-12-29T08:00:00Z');
    });
    expect(await lastAt()).toEqual(new Date('2026-12-10T08:00:00Z'));
    t.clock.set('2027-01-15T08:00:00Z');
    expect(await quiet()).toEqual(['Another room']);
    t.clock.set('2027-01-29T08:00:00Z');
    expect(await quiet()).toEqual(['Another room', 'Pharmacy supply chain']);
    await t.db.deleteFrom('event').where('kind', '=', 'plan_changed').execute();
    await t.db
      .updateTable('room')
      .set({ last_event_at: new Date('2026-11-23T08:00:00Z') })
      .execute();
    t.clock.set('2026-11-23T08:00:00Z');
  });
});

describe('Today of those who look after the network', () => {
  it('names rooms that went quiet and the next sessions; nobody else gets it', async () => {
    expect(await t.app.networks.today(await t.actorOf('felix'))).toBeNull();
    const beatrice = await t.actorOf('beatrice');
    expect(await t.app.networks.today(beatrice)).toMatchObject({ quiet: [], sessions: [] });
    t.clock.set('2026-12-30T08:00:00Z');
    const later = await t.app.networks.today(beatrice);
    expect(later?.quiet).toMatchObject([{ name: 'Another room' }, { name: 'Pharmacy supply chain' }]);
    expect(later?.quiet[0]?.lastAt).toEqual(new Date('2026-11-23T08:00:00Z'));
    t.clock.set('2026-11-23T08:00:00Z');
  });
});

describe('a topic', () => {
  const names = { nameEn: 'Patient flow', nameFr: 'Parcours du patient' };

  it('is renamed and retired by those who look after the network only', async () => {
    for (const name of ['grace', 'felix', 'oscar'] as const) {
      const actor = await t.actorOf(name);
      await expect(t.app.networks.renameTopic(actor, { topicId: t.topicId, ...names })).rejects.toEqual(
        notFound,
      );
      await expect(t.app.networks.retireTopic(actor, { topicId: t.topicId })).rejects.toEqual(notFound);
    }
  });

  it('stays while somebody works on it, gives or wants it; "not now" is no use of it', async () => {
    const ada = await t.actorOf('ada');
    await expect(t.app.networks.retireTopic(ada, { topicId: t.topicId })).rejects.toMatchObject({
      fields: { '': 'error_topic_in_use' },
    });
    const topicId = await t.app.networks.addTopic(ada, { networkId: t.networkId, ...names });
    await expect(
      t.app.networks.renameTopic(ada, { topicId, ...names, nameEn: 'pharmacy SUPPLY chain' }),
    ).rejects.toMatchObject({ fields: { nameEn: 'error_name_taken' } });
    await t.app.networks.renameTopic(ada, { topicId, nameEn: 'Flow', nameFr: 'Parcours' });
    const say = (stance: string) =>
      t.app.offers.say(ada, { institutionId: t.institutionIds.gihara, offers: [{ topicId, stance }] });
    await say('can_give');
    const found = await t.app.networks.topics(await t.actorOf('clemence'), t.networkId);
    expect(found.find(({ id }) => id === topicId)).toMatchObject({
      name: 'Parcours',
      givers: 1,
      twinnings: 0,
    });
    await expect(t.app.networks.retireTopic(ada, { topicId })).rejects.toMatchObject({ code: 'conflict' });
    await say('not_now');
    await t.app.networks.retireTopic(ada, { topicId });
    expect(await t.app.networks.topics(ada, t.networkId)).toHaveLength(1);
  });
});

describe('the one next step', () => {
  it('is the session of the newest room without one, for those who lead it', async () => {
    expect(await t.app.networks.nextStep(await t.actorOf('odette'))).toBeNull();
    expect(await t.app.networks.nextStep(await t.actorOf('felix'))).toMatchObject({
      step: 'session',
      room: { id: t.roomId, leads: true },
    });
  });

  it('goes from an empty network to the first session, and is then gone', async () => {
    const ada = await t.actorOf('ada');
    const roomId = await t.app.rooms.open(ada, {
      ...{ networkId: t.networkId, topicId: t.topicId, name: 'Third', lang: 'en', lead: true },
      ...{ giverId: t.institutionIds.nyanza, receiverId: t.institutionIds.muhura },
    });
    expect(await t.app.networks.nextStep(ada)).toMatchObject({ step: 'people', room: { id: roomId } });
    await t.app.invitations.make(ada, {
      ...{ networkId: t.networkId, roomId, institutionId: t.institutionIds.nyanza, role: 'staff' },
    });
    expect(await t.app.networks.nextStep(ada)).toMatchObject({ step: 'session', room: { leads: true } });
    await t.app.sessions.plan(ada, {
      ...{ roomId, kind: 'coaching_session', title: 'First', day: '2026-11-30', time: '10:00', minutes: 60 },
      agenda: [],
    });
    expect(await t.app.networks.nextStep(ada)).toBeNull();
    const { sessions } = (await t.app.networks.today(ada))!;
    expect(sessions).toMatchObject([{ title: 'First', room: 'Third', roomId }]);
  });
});
