import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#domain/ids.ts';
import type { Card } from '#domain/plan/card.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { deliver, type Outgoing } from '../messaging/deliver.ts';
import { createLinks } from '../messaging/links.ts';

let t: TestApp;
let aim: Card;
beforeAll(async () => {
  t = await testApp();
  const { cards } = await t.app.plans.open(await t.actorOf('odette'), t.roomId);
  aim = cards.find(({ kind }) => kind === 'aim')!;
});
afterAll(() => t.close());

const outside = ['oscar', 'beatrice', 'ada'] as const;
const missing = { code: 'not_found' };
const talk = () => t.app.planTalk;
const words = (more: object = {}) => ({ roomId: t.roomId, cardId: aim.id, text: 'For whom?', ...more });
const begin = async (name: PersonName, more: object = {}) =>
  (await talk().begin(await t.actorOf(name), words(more))).threadId;
const reply = async (name: PersonName, threadId: string, text: string, more: object = {}) =>
  talk().reply(await t.actorOf(name), { threadId, text, ...more });
const seen = async (name: PersonName = 'odette') => talk().ofCard(await t.actorOf(name), t.roomId, aim.id);
const thread = async (id: string, name: PersonName = 'odette') =>
  (await seen(name)).threads.find((one) => one.id === id);
const refusal = (doing: Promise<unknown>) =>
  doing.then(
    () => null,
    ({ code, fields }: { code: string; fields: object }) => ({ code, ...fields }),
  );
/** Who was written to since this was asked last: name → templates. */
let before = new Set<string>();
async function mails() {
  const rows = await t.db.selectFrom('outbox').orderBy('person_id').selectAll().execute();
  const fresh = rows.filter(({ id }) => !before.has(id));
  before = new Set(rows.map(({ id }) => id));
  const names = Object.fromEntries(Object.entries(t.personIds).map(([name, id]) => [id as string, name]));
  return Object.fromEntries(fresh.map((row) => [names[row.person_id!], `${row.template} ${row.lang}`]));
}

describe('comments', () => {
  it('are refused to the signed-out, to outsiders and to those who only look after the network', async () => {
    await expect(talk().begin(null, words())).rejects.toMatchObject({ code: 'signed_out' });
    const threadId = await begin('odette');
    const { id: commentId } = (await thread(threadId))!.comments[0]!;
    for (const name of outside) {
      const actor = await t.actorOf(name);
      for (const asking of [
        () => begin(name),
        () => reply(name, threadId, 'Hello'),
        () => talk().change(actor, { commentId, text: 'Hello' }),
        () => talk().takeAway(actor, { commentId }),
        () => talk().resolve(actor, { threadId }),
        () => talk().reopen(actor, { threadId }),
        () => talk().carry(actor, { threadId }),
        () => talk().counts(actor, t.roomId),
        () => talk().ofCard(actor, t.roomId, aim.id),
      ])
        await expect(asking(), name).rejects.toMatchObject(missing);
    }
    // Somebody of the room, but not its author; an observer settles nothing that others began.
    for (const name of ['jeanpaul', 'felix', 'olive'] as const) {
      await expect(talk().change(await t.actorOf(name), { commentId, text: 'x' })).rejects.toMatchObject(
        missing,
      );
      await expect(talk().takeAway(await t.actorOf(name), { commentId })).rejects.toMatchObject(missing);
    }
    await expect(talk().resolve(await t.actorOf('olive'), { threadId })).rejects.toMatchObject(missing);
    await expect(talk().carry(await t.actorOf('olive'), { threadId })).rejects.toMatchObject(missing);
    expect((await thread(threadId))!.comments.map(({ text }) => text)).toEqual(['For whom?']);
  });

  it('say what is wrong with them, and write nothing', async () => {
    const old = (await seen()).threads.length;
    expect(await refusal(begin('odette', { text: '  ' }))).toEqual({
      code: 'invalid',
      text: 'error_required',
    });
    expect(await refusal(begin('odette', { text: 'é'.repeat(4001) }))).toEqual({
      code: 'invalid',
      text: 'error_too_long',
    });
    expect(await refusal(begin('odette', { field: 'detail' }))).toEqual({
      code: 'invalid',
      field: 'talk_error_field',
    });
    expect(await refusal(begin('odette', { tell: t.personIds.oscar }))).toEqual({
      code: 'invalid',
      tell: 'talk_error_tell',
    });
    expect(await refusal(begin('odette', { cardId: newId() }))).toEqual({
      code: 'conflict',
      '': 'talk_error_card_unknown',
    });
    expect((await seen()).threads).toHaveLength(old);
  });

  it('on a card that was deleted meanwhile are refused; those that stand there stay', async () => {
    const threadId = await begin('odette');
    const set = (deleted_at: Date | null) =>
      t.db.updateTable('plan_card').set({ deleted_at }).where('card_id', '=', aim.id).execute();
    await set(t.clock.now());
    expect(await refusal(begin('odette'))).toEqual({ code: 'conflict', '': 'talk_error_card_deleted' });
    await set(null);
    expect(await thread(threadId)).toBeDefined();
  });

  it('sent twice are said once; other words under the same name are not lost silently', async () => {
    const id = newId();
    expect(await begin('odette', { id })).toBe(await begin('odette', { id }));
    expect(await refusal(begin('odette', { id, text: 'Other words' }))).toEqual({
      code: 'conflict',
      '': 'talk_error_again',
    });
    await expect(begin('jeanpaul', { id })).rejects.toMatchObject(missing);
    const again = { id: newId() };
    await reply('olive', id, 'Yes', again);
    await reply('olive', id, 'Yes', again);
    expect(await refusal(reply('jeanpaul', id, 'Yes', again))).toMatchObject({ code: 'conflict' });
    expect((await thread(id))!.comments.map(({ by, text }) => [by.name, text])).toEqual([
      ['Odette Mukamana', 'For whom?'],
      ['Olive Kayitesi', 'Yes'],
    ]);
  });

  it('are written by observers too; of one taken away stays that it was, once it was answered', async () => {
    const threadId = await begin('olive', { field: 'text', quote: 'stock' });
    await reply('jeanpaul', threadId, 'Yes');
    const [first, second] = (await thread(threadId))!.comments;
    await talk().change(await t.actorOf('jeanpaul'), { commentId: second!.id, text: 'Yes, all' });
    await talk().takeAway(await t.actorOf('olive'), { commentId: first!.id });
    const left = (await thread(threadId))!.comments;
    expect(left.map(({ text, takenAway }) => [text, takenAway])).toEqual([
      ['', true],
      ['Yes, all', false],
    ]);
    expect(left[1]!.changedAt).not.toBeNull();
    expect(
      await refusal(talk().change(await t.actorOf('olive'), { commentId: first!.id, text: 'Again' })),
    ).toEqual({ code: 'conflict', '': 'talk_error_taken_away' });
    const alone = await begin('olive');
    const [only] = (await thread(alone))!.comments;
    await talk().takeAway(await t.actorOf('olive'), { commentId: only!.id });
    expect(await thread(alone)).toBeUndefined();
  });

  it('are resolved and opened again, by whoever writes the plan or began; a reply opens as well', async () => {
    const threadId = await begin('olive');
    await talk().resolve(await t.actorOf('olive'), { threadId });
    await talk().resolve(await t.actorOf('jeanpaul'), { threadId });
    expect((await thread(threadId))!.resolved).toMatchObject({ byName: 'Olive Kayitesi' });
    await talk().reopen(await t.actorOf('jeanpaul'), { threadId });
    expect(await thread(threadId)).toMatchObject({
      resolved: null,
      reopened: { byName: 'Jean-Paul Habimana' },
    });
    await talk().resolve(await t.actorOf('theo'), { threadId });
    await reply('clemence', threadId, 'Not yet');
    expect((await thread(threadId))!.resolved).toBeNull();
  });

  it('are counted by card while their thread is open', async () => {
    const count = async () => (await talk().counts(await t.actorOf('olive'), t.roomId))[aim.id]!;
    const old = await count();
    const threadId = await begin('odette');
    await reply('theo', threadId, 'Yes');
    expect(await count()).toEqual({ ...old, comments: old.comments + 2, threads: old.threads + 1 });
    await talk().resolve(await t.actorOf('odette'), { threadId });
    expect(await count()).toEqual(old);
  });

  it('of more than 200 open threads on a card are refused', async () => {
    const { roomId } = t;
    const other = newId();
    const { document_id } = await t.db
      .selectFrom('plan_card')
      .where('card_id', '=', aim.id)
      .select('document_id')
      .executeTakeFirstOrThrow();
    await t.db
      .insertInto('plan_card')
      .values({
        ...{ document_id, card_id: other, kind: 'note', position: 'b0', lang: 'en' },
        ...{ fields: JSON.stringify({ text: 'Full' }), updated_at: t.clock.now() },
      })
      .execute();
    await t.db
      .insertInto('plan_thread')
      .values(
        Array.from({ length: 200 }, () => ({
          ...{ id: newId(), room_id: roomId, card_id: other, field: null, quote: '' },
          ...{ begun_by: t.personIds.odette, begun_at: t.clock.now() },
        })),
      )
      .execute();
    expect(await refusal(begin('odette', { cardId: other }))).toEqual({
      code: 'conflict',
      '': 'talk_error_many_threads',
    });
  });
});

describe('the messages', () => {
  it('go once to those named and to those who took part, in their language, never to oneself', async () => {
    await mails();
    const threadId = await begin('odette', {
      text: 'Who counts at night, @Jean-Paul Habimana? And @oscar mugisha?',
      tell: [t.personIds.theo, t.personIds.odette],
    });
    expect(await mails()).toEqual({ jeanpaul: 'comment_mention fr', theo: 'comment_mention en' });
    await reply('jeanpaul', threadId, 'The night nurse. @Théo Niyonzima knows her.');
    expect(await mails()).toEqual({ odette: 'comment_reply en', theo: 'comment_mention en' });
    const { comments } = (await thread(threadId))!;
    const changed = { commentId: comments[1]!.id, text: 'The nurse. @Théo Niyonzima, @Clémence Uwase' };
    await talk().change(await t.actorOf('jeanpaul'), changed);
    await talk().change(await t.actorOf('jeanpaul'), { ...changed, text: `${changed.text}!` });
    expect(await mails()).toEqual({ clemence: 'comment_mention fr' });
  });

  it('lead to the thread, and reach nobody who lost the room before they went out', async () => {
    await mails();
    const ids = new Set(before);
    const threadId = await begin('odette', { text: 'See, @Clémence Uwase and @Jean-Paul Habimana' });
    const rows = (await t.db.selectFrom('outbox').selectAll().execute()).filter(({ id }) => !ids.has(id));
    const place = { roomId: t.roomId, personId: t.personIds.clemence };
    await t.app.roomMembers.remove(await t.actorOf('felix'), place);
    const sent: Outgoing[] = [];
    const parts = { db: t.db, clock: t.clock, origin: t.app.origin, links: createLinks('s'.repeat(40)) };
    for (const { id } of rows)
      await deliver({ ...parts, gateway: (mail) => (sent.push(mail), Promise.resolve('taken')) }, id);
    expect(sent.map(({ address }) => address)).toEqual(['jeanpaul@example.org']);
    expect(sent[0]!.subject).toContain('Odette Mukamana vous interpelle');
    expect(sent[0]!.text).toContain(`/rooms/${t.roomId}/plan?card=${aim.id}&thread=${threadId}`);
    await t.app.rooms.join(await t.actorOf('ada'), {
      ...place,
      institutionId: t.institutionIds.nyanza,
      role: 'manager',
    });
  });
});

const suggest = async (name: PersonName, more: object = {}) =>
  (
    await talk().suggest(await t.actorOf(name), {
      ...{ roomId: t.roomId, cardId: aim.id, field: 'how_good', before: 'from 22%', after: 'from 22% to 5%' },
      ...more,
    })
  ).suggestionId;
const suggestion = async (id: string, name: PersonName = 'odette') =>
  (await seen(name)).suggestions.find((one) => one.id === id)!;

describe('suggestions', () => {
  it('are refused outside the room, and to observers the deciding', async () => {
    const suggestionId = await suggest('olive');
    for (const name of outside) {
      const actor = await t.actorOf(name);
      await expect(suggest(name), name).rejects.toMatchObject(missing);
      for (const verb of ['accept', 'decline', 'withdraw'] as const)
        await expect(talk()[verb](actor, { suggestionId }), name).rejects.toMatchObject(missing);
    }
    for (const verb of ['accept', 'decline'] as const)
      await expect(talk()[verb](await t.actorOf('olive'), { suggestionId })).rejects.toMatchObject(missing);
    await expect(talk().withdraw(await t.actorOf('odette'), { suggestionId })).rejects.toMatchObject(missing);
    expect((await suggestion(suggestionId)).decided).toBeNull();
    expect((await suggestion(suggestionId, 'olive')).abilities).toEqual({
      ...{ accept: false, decline: false, withdraw: true },
    });
  });

  it('say what is wrong with them', async () => {
    expect(await refusal(suggest('olive', { field: 'detail' }))).toMatchObject({ field: 'talk_error_field' });
    expect(await refusal(suggest('olive', { after: 'from 22% \n' }))).toMatchObject({
      after: 'talk_error_same',
    });
    expect(await refusal(suggest('olive', { after: 'x'.repeat(20_001) }))).toMatchObject({
      after: 'error_too_long',
    });
  });

  it('are accepted by one of two who press at once; whoever made it is told', async () => {
    await mails();
    const suggestionId = await suggest('olive', { reason: 'Say from where.' });
    const [odette, felix] = [await t.actorOf('odette'), await t.actorOf('felix')];
    const answers = await Promise.all(
      [odette, felix].map((actor) => refusal(talk().accept(actor, { suggestionId }))),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    expect(answers.find(Boolean)).toEqual({ code: 'conflict', '': 'talk_error_accepted' });
    expect((await suggestion(suggestionId)).decided).toMatchObject({ decision: 'accepted' });
    expect(await mails()).toEqual({ olive: 'suggestion_decided fr' });
    expect(await refusal(talk().withdraw(await t.actorOf('olive'), { suggestionId }))).toMatchObject({
      '': 'talk_error_accepted',
    });
  });

  it('are declined with a reason, or withdrawn; one’s own tells nobody', async () => {
    await mails();
    const [one, two, own] = [await suggest('olive'), await suggest('olive'), await suggest('odette')];
    await talk().decline(await t.actorOf('odette'), { suggestionId: one, reason: 'Agreed otherwise.' });
    await talk().withdraw(await t.actorOf('olive'), { suggestionId: two });
    await talk().accept(await t.actorOf('odette'), { suggestionId: own });
    expect((await suggestion(one)).decided).toMatchObject({
      ...{ decision: 'declined', reason: 'Agreed otherwise.', byName: 'Odette Mukamana' },
    });
    expect((await suggestion(two)).decided).toMatchObject({ decision: 'withdrawn' });
    expect(await mails()).toEqual({ olive: 'suggestion_decided fr' });
  });
});

describe('carrying a thread to the next session', () => {
  const plan = async (day: string, more: object = {}) =>
    t.app.sessions.plan(await t.actorOf('felix'), {
      ...{ roomId: t.roomId, kind: 'coaching_session', title: `On ${day}`, day, time: '14:00', minutes: 60 },
      ...more,
    });
  const agenda = async (id: string, name: PersonName = 'odette') =>
    (await t.app.sessions.page(await t.actorOf(name), id)).agenda;

  it('waits until one is planned, lands there once, and stays with its point when the agenda changes', async () => {
    const threadId = await begin('odette', { text: 'Who counts at night?' });
    const odette = await t.actorOf('odette');
    await talk().carry(odette, { threadId });
    await talk().carry(odette, { threadId });
    expect((await thread(threadId))!.carried).toMatchObject({ byName: 'Odette Mukamana', session: null });
    const closing = { kind: 'commitments', title: 'Commitments', minutes: 10 };
    const id = await plan('2026-12-01', { agenda: [closing] });
    const items = await agenda(id);
    expect(items.map(({ kind, about }) => [kind, about?.threadId ?? null])).toEqual([
      ['discussion', threadId],
      ['commitments', null],
    ]);
    expect(items[0]!.title).toContain('Who counts at night?');
    const [landed] = [await thread(threadId)];
    expect(landed!.carried!.session).toMatchObject({ id });
    expect(landed!.abilities.carry).toBe(false);
    await talk().carry(odette, { threadId });
    const rows = items.map(({ kind, title, minutes, about }) => ({
      ...{ kind, title: `${title} (changed)`.slice(0, 120), minutes, threadId: about?.threadId ?? '' },
    }));
    const change = { sessionId: id, kind: 'coaching_session', title: 'Changed' };
    const felix = await t.actorOf('felix');
    await t.app.sessions.change(felix, { ...change, agenda: rows });
    expect((await agenda(id)).map(({ about }) => about?.threadId ?? null)).toEqual([threadId, null]);
    // Taken off the agenda it is not carried any more.
    await t.app.sessions.change(felix, { ...change, agenda: rows.slice(1) });
    expect(await thread(threadId)).toMatchObject({ carried: null, abilities: { carry: true } });
    await t.app.sessions.cancel(felix, { sessionId: id });
    const links = await t.db.selectFrom('link').where('verb', '=', 'carried_to').select('to_id').execute();
    expect(links).toEqual([{ to_id: id }]);
  });

  it('goes on to the next when its session is called off, and past one whose agenda is full', async () => {
    const full = Array.from({ length: 12 }, (_, n) => ({ kind: 'other', title: `Point ${n}`, minutes: 5 }));
    const [crowded, first, second] = [
      await plan('2026-12-02', { agenda: full }),
      await plan('2026-12-03'),
      await plan('2026-12-04'),
    ];
    const threadId = await begin('jeanpaul');
    await talk().carry(await t.actorOf('theo'), { threadId });
    expect(await agenda(crowded)).toHaveLength(12);
    expect((await agenda(first)).map(({ about }) => about?.threadId)).toEqual([threadId]);
    await t.app.sessions.cancel(await t.actorOf('felix'), { sessionId: first });
    expect((await agenda(second)).map(({ about }) => about?.threadId)).toEqual([threadId]);
    const resolved = await begin('jeanpaul');
    await talk().resolve(await t.actorOf('theo'), { threadId: resolved });
    expect(await refusal(talk().carry(await t.actorOf('theo'), { threadId: resolved }))).toEqual({
      code: 'conflict',
      '': 'talk_error_resolved',
    });
  });
});
