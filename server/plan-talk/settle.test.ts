import { describe, expect, it } from 'vitest';
import type { PersonName } from '../../tests/fixtures/app.ts';
import {
  aim,
  begin,
  mails,
  missing,
  outside,
  refusal,
  seen,
  t,
  talk,
  thread,
  withTalk,
} from '../../tests/fixtures/talk.ts';

withTalk();

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
