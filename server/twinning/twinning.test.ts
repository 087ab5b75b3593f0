import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });
const between = (t: TestApp) => ({
  ...{
    networkId: t.networkId,
    topicId: t.topicId,
    agreement: 'Every month',
    agreedOn: '2026-08-12',
    step: 2,
  },
  givers: [{ institutionId: t.institutionIds.gihara, sponsor: 'Dr Uwera, director' }],
  receivers: [{ institutionId: 'muhura hospital', sponsor: '' }],
});

describe('a twinning', () => {
  it('is made by those who look after the network only', async () => {
    await expect(t.app.twinnings.make(null, between(t))).rejects.toMatchObject({ code: 'signed_out' });
    for (const name of ['grace', 'felix', 'oscar'] as const)
      await expect(t.app.twinnings.make(await t.actorOf(name), between(t))).rejects.toEqual(notFound);
  });

  it('says in words what does not go together', async () => {
    const ada = await t.actorOf('ada');
    const refused = async (more: object, fields: object) =>
      expect(t.app.twinnings.make(ada, { ...between(t), ...more })).rejects.toMatchObject({ fields });
    const gihara = { institutionId: t.institutionIds.gihara, sponsor: '' };
    await refused({ receivers: [] }, { receivers: 'error_choice' });
    await refused({ receivers: [gihara] }, { 'receivers.0.institutionId': 'error_same_institution' });
    await refused(
      { receivers: [{ institutionId: 'Nowhere', sponsor: '' }] },
      { 'receivers.0.institutionId': 'error_twinning_unknown' },
    );
    await refused({ topicId: t.networkId }, { topicId: 'error_choice' });
    await refused({ agreedOn: '2026-02-30' }, { agreedOn: 'error_day' });
  });

  it('is seen by the whole network; agreement and sponsors by the twins and the network’s office', async () => {
    const id = await t.app.twinnings.make(await t.actorOf('beatrice'), between(t));
    const clemence = await t.app.twinnings.open(await t.actorOf('clemence'), id);
    expect(clemence).toMatchObject({ step: 2, agreement: '', agreedOn: null, sponsors: [], room: null });
    expect(clemence.partners.map(({ shortName, side }) => [shortName, side])).toEqual([
      ['Gihara', 'giver'],
      ['Muhura', 'receiver'],
    ]);
    const odette = await t.app.twinnings.open(await t.actorOf('odette'), id);
    expect(odette).toMatchObject({ agreement: 'Every month', agreedOn: '2026-08-12' });
    expect(odette.sponsors).toContainEqual({
      institutionId: t.institutionIds.gihara,
      sponsor: 'Dr Uwera, director',
    });
    await expect(t.app.twinnings.open(await t.actorOf('ada'), 'no-id')).rejects.toEqual(notFound);
  });

  it('is listed by topic, step and institution; its room only to those who may see it', async () => {
    const ada = await t.actorOf('ada');
    const here = { institutionId: t.institutionIds.nyanza };
    const found = await t.app.twinnings.list(ada, t.networkId, here);
    expect(found.twinnings.map(({ room }) => room?.id)).toEqual([t.roomId]);
    expect((await t.app.twinnings.list(ada, t.networkId, { ...here, step: 6 })).twinnings).toEqual([]);
    const oscars = await t.app.twinnings.list(await t.actorOf('oscar'), t.networkId, here);
    expect(oscars.twinnings.map(({ room }) => room)).toEqual([null]);
  });

  it('changes with its room: the step is one, topic and institutions stay', async () => {
    const ada = await t.actorOf('ada');
    const id = await t.app.twinnings.make(ada, between(t));
    const changed = { ...between(t), twinningId: id, step: 4 };
    await expect(t.app.twinnings.change(await t.actorOf('grace'), changed)).rejects.toEqual(notFound);
    const roomId = await t.app.rooms.open(ada, {
      ...{ networkId: t.networkId, twinningId: id, name: 'Stock', lang: 'fr', lead: 'on' },
    });
    const sides = {
      givers: [{ institutionId: t.institutionIds.nyanza, sponsor: 'Nobody' }],
      receivers: [{ institutionId: t.institutionIds.muhura, sponsor: 'Mr Gasana' }],
    };
    await t.app.twinnings.change(ada, { ...changed, ...sides });
    const after = await t.app.twinnings.open(ada, id);
    expect(after.partners.map(({ shortName }) => shortName)).toEqual(['Gihara', 'Muhura']);
    expect(after.sponsors.map(({ sponsor }) => sponsor)).toContain('Mr Gasana');
    expect(await t.app.rooms.head(ada, roomId)).toMatchObject({ step: 4, role: 'facilitator', lang: 'fr' });
    const events = await t.app.rooms.events(ada, roomId);
    expect(events.map(({ kind }) => kind)).toContain('step_moved');
    const audit = await t.db.selectFrom('audit').where('room_id', '=', roomId).select('kind').execute();
    expect(audit).toContainEqual({ kind: 'room_member_joined' });
    await expect(
      t.app.rooms.open(ada, { networkId: t.networkId, twinningId: id, name: 'Again', lang: 'fr' }),
    ).rejects.toMatchObject({ code: 'conflict', fields: { '': 'error_twinning_has_room' } });
  });

  it('ends once, and is then among those that ended', async () => {
    const ada = await t.actorOf('ada');
    const twinningId = await t.app.twinnings.make(ada, between(t));
    await expect(t.app.twinnings.end(await t.actorOf('odette'), { twinningId })).rejects.toEqual(notFound);
    await t.app.twinnings.end(ada, { twinningId });
    await expect(t.app.twinnings.end(ada, { twinningId })).rejects.toMatchObject({ code: 'conflict' });
    const ended = await t.app.twinnings.list(ada, t.networkId, { ended: true });
    expect(ended.twinnings.map(({ id }) => id)).toEqual([twinningId]);
    const audit = await t.db
      .selectFrom('audit')
      .where('kind', 'like', 'twinning_%')
      .select(['kind', 'data'])
      .execute();
    const kinds = audit
      .filter(({ data }) => JSON.stringify(data).includes(twinningId))
      .map(({ kind }) => kind);
    expect(kinds.at(0)).toBe('twinning_made');
    expect(kinds.at(-1)).toBe('twinning_ended');
    await expect(
      t.app.rooms.open(ada, { networkId: t.networkId, twinningId, name: 'Late', lang: 'en' }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('opens no room half: a room that cannot be opened leaves no twinning behind', async () => {
    const ada = await t.actorOf('ada');
    const count = () => t.db.selectFrom('twinning').select('id').execute();
    const before = (await count()).length;
    const room = { networkId: t.networkId, name: 'New', lang: 'en', topicId: t.topicId };
    await expect(
      t.app.rooms.open(ada, { ...room, giverId: t.institutionIds.gihara, receiverId: '' }),
    ).rejects.toMatchObject({ fields: { receiverId: 'error_choice' } });
    await expect(t.app.rooms.open(ada, { ...room, twinningId: t.networkId })).rejects.toMatchObject({
      fields: { twinningId: 'error_choice' },
    });
    expect(await count()).toHaveLength(before);
  });
});

describe('the picture of who gives to whom', () => {
  it('is not there for people of other networks', async () => {
    await expect(t.app.twinnings.picture(await t.actorOf('ada'), t.roomId as never)).rejects.toEqual(
      notFound,
    );
  });

  it('lies the same way each time, with an arrow from each giver to each receiver', async () => {
    const oscar = await t.actorOf('oscar');
    const first = await t.app.twinnings.picture(oscar, t.networkId);
    expect(await t.app.twinnings.picture(oscar, t.networkId)).toEqual(first);
    const { gihara, nyanza, muhura } = t.institutionIds;
    const idOf = (key: string) => first.nodes.find((node) => node.key === key)?.id;
    expect(first.arrows.map(({ from, to }) => [idOf(from), idOf(to)])).toContainEqual([gihara, nyanza]);
    for (const { topic } of first.arrows) expect(first.topics[topic]?.name).toBeTruthy();
    const around = await t.app.twinnings.picture(oscar, t.networkId, { institutionId: nyanza });
    expect(around.nodes.map(({ id }) => id).sort()).toEqual([gihara, nyanza].sort());
    expect(around.nodes.map(({ id }) => id)).not.toContain(muhura);
    for (const { x, y } of first.nodes) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(first.width);
      expect(y).toBeLessThan(first.height);
    }
  });
});
