import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#domain/ids.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';

let test: TestApp;
beforeAll(async () => (test = await testApp()));
afterAll(() => test.close());
beforeEach(() => test.clock.set('2026-11-23T08:00:00Z'));

const missing = { code: 'not_found' };
const as = (name: PersonName) => test.actorOf(name);
const input = (more: object = {}) => ({
  id: newId(),
  roomId: test.roomId,
  text: 'Count the 20 tracer medicines every Friday',
  lang: 'en',
  institutionId: test.institutionIds.nyanza,
  ownerId: test.personIds.jeanpaul,
  dueOn: '2026-12-15',
  reportOn: '2026-12-01',
  learntFromId: test.institutionIds.gihara,
  ...more,
});
/** Félix proposes it to Jean-Paul. */
const proposed = async (more: object = {}) =>
  (await test.app.commitments.make(await as('felix'), input(more))).id as string;
const stateOf = async (id: string, who: PersonName = 'odette') =>
  (await test.app.commitments.page(await as(who), id)).item.state;

describe('making a commitment', () => {
  it('is refused to the signed-out, outsiders, observers and those who only look after the network', async () => {
    await expect(test.app.commitments.make(null, input())).rejects.toMatchObject({ code: 'signed_out' });
    for (const name of ['oscar', 'olive', 'beatrice', 'ada'] as const)
      await expect(test.app.commitments.make(await as(name), input())).rejects.toMatchObject(missing);
  });

  it('is refused for another institution, except by the facilitator', async () => {
    await expect(test.app.commitments.make(await as('odette'), input())).rejects.toMatchObject({
      code: 'invalid',
      fields: { institutionId: 'commitment_error_own_institution' },
    });
    expect(await stateOf(await proposed())).toMatchObject({ kind: 'proposed' });
  });

  it.each([
    ['a day that does not exist', { dueOn: '2026-02-30' }, 'dueOn'],
    ['a day that has passed', { reportOn: '2026-11-22' }, 'reportOn'],
    ['more than two years ahead', { dueOn: '2028-12-31' }, 'dueOn'],
    ['no text', { text: ' \n ' }, 'text'],
    ['a text of 301 letters', { text: 'é'.repeat(301) }, 'text'],
    ['an owner who is none', { ownerId: 'x' }, 'ownerId'],
    ['a witness that is the institution itself', { witnessId: 'nyanza' }, 'witnessId'],
    ['an institution of another room', { learntFromId: 'muhura' }, 'learntFromId'],
  ])('refuses %s and writes nothing', async (_what, more, field) => {
    const named = Object.fromEntries(
      Object.entries(more).map(([key, value]) => [
        key,
        (test.institutionIds as Record<string, string>)[value] ?? value,
      ]),
    );
    const wrong = input(named);
    const refusal = test.app.commitments.make(await as('felix'), wrong);
    await expect(refusal).rejects.toMatchObject({ code: 'invalid', fields: { [field]: expect.any(String) } });
    const rows = await test.db.selectFrom('commitment').where('id', '=', wrong.id).select('id').execute();
    expect(rows).toEqual([]);
  });

  it('is made once of two at once, and refuses another promise under the same id', async () => {
    const twice = input();
    const felix = await as('felix');
    const make = (more: object = {}) => test.app.commitments.make(felix, { ...twice, ...more });
    const made = await Promise.all([make(), make(), make()]);
    expect(new Set(made.map(({ id }) => id))).toEqual(new Set([twice.id]));
    for (const other of [{ text: 'Something else' }, { reportOn: '2026-12-02' }])
      await expect(make(other)).rejects.toMatchObject({ fields: { '': 'commitment_error_again' } });
    const rows = await test.db.selectFrom('commitment').where('id', '=', twice.id).select('text').execute();
    expect(rows).toEqual([{ text: twice.text }]);
  });

  it('refuses an owner of another institution and an observer', async () => {
    for (const owner of ['odette', 'olive', 'oscar'] as const)
      await expect(
        test.app.commitments.make(await as('felix'), input({ ownerId: test.personIds[owner] })),
      ).rejects.toMatchObject({ code: 'invalid', fields: { ownerId: 'commitment_error_owner' } });
  });

  it('sent twice makes one, sent by another under the same id none', async () => {
    const same = input();
    const felix = await as('felix');
    expect(await test.app.commitments.make(felix, same)).toEqual(
      await test.app.commitments.make(felix, same),
    );
    await expect(test.app.commitments.make(await as('jeanpaul'), same)).rejects.toMatchObject({
      code: 'conflict',
    });
    const mails = await test.db
      .selectFrom('outbox')
      .where('key', 'like', `%${same.id}%`)
      .selectAll()
      .execute();
    expect(mails).toHaveLength(1);
    expect(mails[0]).toMatchObject({ address: 'jeanpaul@example.org', lang: 'fr' });
  });

  it('asks nobody when somebody commits themselves; the other institution is the witness', async () => {
    const mine = input();
    await test.app.commitments.make(await as('jeanpaul'), mine);
    const { item, accepted } = await test.app.commitments.page(await as('odette'), mine.id);
    expect({ accepted, witness: item.witness?.shortName }).toEqual({ accepted: true, witness: 'Gihara' });
  });

  it('remembers what it was made from, and refuses what belongs to another room', async () => {
    const cardId = await cardIn(test.roomId);
    const foreign = await cardIn(test.otherRoomId);
    await expect(proposed({ from: `plan_card:${foreign}` })).rejects.toMatchObject(missing);
    await expect(proposed({ from: `plan_card:${newId()}` })).rejects.toMatchObject(missing);
    await expect(proposed({ from: `room:${test.roomId}` })).rejects.toMatchObject({ code: 'invalid' });
    const id = await proposed({ from: `plan_card:${cardId}` });
    const { item, thread } = await test.app.commitments.page(await as('odette'), id);
    expect(item.origin).toMatchObject({ kind: 'plan_card', id: cardId, words: 'Bin cards' });
    expect(thread.map((knot) => knot.kind)).toEqual(['plan_card', 'commitment_made']);
    const cards = await test.app.commitments.byCard(await as('olive'), test.roomId);
    expect(cards[cardId]?.map((one) => one.id)).toEqual([id]);
    const start = await test.app.commitments.startFrom(await as('odette'), { kind: 'plan_card', id: cardId });
    expect(start).toMatchObject({ text: 'Bin cards', roomId: test.roomId });
    for (const name of ['oscar', 'olive'] as const)
      await expect(
        test.app.commitments.startFrom(await as(name), { kind: 'plan_card', id: cardId }),
      ).rejects.toMatchObject(missing);
  });
});

async function cardIn(roomId: string): Promise<string> {
  const { id } = await test.db
    .selectFrom('document')
    .where('room_id', '=', roomId)
    .where('kind', '=', 'plan')
    .select('id')
    .executeTakeFirstOrThrow();
  const card_id = newId();
  const fields = JSON.stringify({ title: 'Bin cards' });
  const at = test.clock.now();
  await test.db
    .insertInto('plan_card')
    .values({ document_id: id, card_id, kind: 'action', position: 'a0', lang: 'en', fields, updated_at: at })
    .execute();
  return card_id;
}

describe('accepting', () => {
  it('is for the owner and the co-facilitator of their institution', async () => {
    const id = await proposed();
    await expect(test.app.commitments.accept(null, { commitmentId: id })).rejects.toMatchObject({
      code: 'signed_out',
    });
    for (const name of ['odette', 'theo', 'clemence', 'felix', 'olive', 'oscar', 'beatrice'] as const)
      await expect(test.app.commitments.accept(await as(name), { commitmentId: id })).rejects.toMatchObject(
        missing,
      );
    await test.app.commitments.accept(await as('jeanpaul'), { commitmentId: id });
    await test.app.commitments.accept(await as('jeanpaul'), { commitmentId: id });
    expect(await stateOf(id)).toMatchObject({ kind: 'open', reportOn: '2026-12-01' });
    const events = await test.db.selectFrom('event').where('subject_id', '=', id).select('kind').execute();
    expect(events.map((event) => event.kind)).toEqual(['commitment_made', 'commitment_accepted']);
  });
});

describe('moving, pausing and handing over', () => {
  const refused = ['odette', 'theo', 'grace', 'olive', 'oscar', 'beatrice'] as const;
  it('is for the owner, those who lead at the institution, and the facilitator', async () => {
    const id = await proposed();
    const dates = { dueOn: '2026-12-20', reportOn: '2026-12-10', reason: 'The store is being painted' };
    for (const name of refused) {
      const actor = await as(name);
      const postpone = test.app.commitments.postpone(actor, { commitmentId: id, ...dates });
      await expect(postpone).rejects.toMatchObject(missing);
      const pause = test.app.commitments.pause(actor, { commitmentId: id, reason: 'Floods' });
      await expect(pause).rejects.toMatchObject(missing);
      const ownerId = test.personIds.clemence;
      const handOver = test.app.commitments.handOver(actor, { commitmentId: id, ownerId });
      await expect(handOver).rejects.toMatchObject(missing);
    }
    await test.app.commitments.postpone(await as('clemence'), { commitmentId: id, ...dates });
    const { dates: history } = await test.app.commitments.page(await as('olive'), id);
    expect(history.map((one) => [one.reportOn, one.reason])).toEqual([
      ['2026-12-01', ''],
      ['2026-12-10', dates.reason],
    ]);
  });

  it('a pause has a reason and ends; a date that passed meanwhile moves', async () => {
    const id = await proposed();
    const owner = await as('jeanpaul');
    await expect(test.app.commitments.pause(owner, { commitmentId: id, reason: '' })).rejects.toMatchObject({
      fields: { reason: 'error_required' },
    });
    await test.app.commitments.pause(owner, { commitmentId: id, reason: 'Floods' });
    await expect(test.app.commitments.pause(owner, { commitmentId: id, reason: 'x' })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await stateOf(id)).toEqual({ kind: 'paused', reason: 'Floods' });
    test.clock.set('2026-12-10T08:00:00Z');
    await test.app.commitments.resume(await as('felix'), { commitmentId: id });
    expect(await stateOf(id)).toMatchObject({ kind: 'proposed', reportOn: '2026-12-24' });
  });

  it('the new owner accepts anew, the old one may no longer report', async () => {
    const mine = input();
    await test.app.commitments.make(await as('jeanpaul'), mine);
    const ownerId = test.personIds.clemence;
    await test.app.commitments.handOver(await as('jeanpaul'), { commitmentId: mine.id, ownerId });
    const page = await test.app.commitments.page(await as('clemence'), mine.id);
    expect(page.item.state.kind).toBe('proposed');
    expect(page.abilities).toMatchObject({ accept: true, report: true });
    expect((await test.app.commitments.page(await as('jeanpaul'), mine.id)).abilities.report).toBe(false);
  });
});

describe('the page and the lists', () => {
  it('shows outsiders nothing, and those who look after the network no words', async () => {
    const id = await proposed();
    await expect(test.app.commitments.page(await as('oscar'), id)).rejects.toMatchObject(missing);
    await expect(test.app.commitments.page(await as('oscar'), 'x')).rejects.toMatchObject(missing);
    await expect(test.app.commitments.ofRoom(await as('beatrice'), test.roomId)).rejects.toMatchObject(
      missing,
    );
    await test.app.commitments.pause(await as('felix'), { commitmentId: id, reason: 'Floods' });
    const page = await test.app.commitments.page(await as('beatrice'), id);
    expect(page).toMatchObject({ reports: [], thread: [], item: { state: { kind: 'paused', reason: '' } } });
    expect(Object.values(page.abilities)).not.toContain(true);
  });

  it('a day is due until midnight in the room’s zone', async () => {
    const id = await proposed();
    await test.app.commitments.accept(await as('jeanpaul'), { commitmentId: id });
    test.clock.set('2026-12-01T21:59:00Z');
    expect(await stateOf(id)).toMatchObject({ kind: 'due', days: 0 });
    test.clock.set('2026-12-01T22:01:00Z');
    expect(await stateOf(id)).toMatchObject({ kind: 'late', days: -1 });
    const { due } = await test.app.commitments.dueForRoom(await as('odette'), test.roomId);
    expect(due.map((item) => item.id)).toContain(id);
    const mine = await test.app.commitments.dueFor(await as('jeanpaul'));
    expect(mine.reportBacks.map((item) => item.id)).toContain(id);
  });

  it('tracks a manager’s institution, a facilitator’s rooms, and one’s own', async () => {
    const ids = async (name: PersonName, filters = {}) =>
      (await test.app.commitments.tracked(await as(name), { view: 'all', ...filters })).items.map(
        (item) => item.id,
      );
    const theirs = await proposed();
    const own = input({ institutionId: test.institutionIds.gihara, ownerId: test.personIds.odette });
    await test.app.commitments.make(await as('odette'), own);
    expect(await ids('clemence')).toContain(theirs);
    expect(await ids('clemence')).not.toContain(own.id);
    expect(await ids('odette')).toEqual([own.id]);
    expect(await ids('odette', { everyone: true })).toContain(theirs);
    expect(await ids('felix')).toEqual(expect.arrayContaining([theirs, own.id]));
    expect(await ids('oscar')).toEqual([]);
    expect(await ids('felix', { search: 'odette m' })).toEqual([own.id]);
    const { summary, reach } = await test.app.commitments.tracked(await as('felix'));
    expect(reach).toBe('rooms');
    expect(summary.total).toBe((await ids('felix')).length);
  });
});
