import { describe, expect, it } from 'vitest';
import { newId } from '#domain/ids.ts';
import {
  aim,
  begin,
  before,
  mails,
  missing,
  outside,
  refusal,
  reply,
  seen,
  t,
  talk,
  thread,
  withTalk,
  words,
} from '../../tests/fixtures/talk.ts';
import { deliver, type Outgoing } from '../messaging/deliver.ts';
import { createLinks } from '../messaging/links.ts';

withTalk();

describe('comments', () => {
  it('wait on the day of whom they name, who needs no address, until they answer', async () => {
    const person = (email: string | null) =>
      t.db.updateTable('person').set({ email }).where('id', '=', t.personIds.jeanpaul).execute();
    const { email } = await t.db
      .selectFrom('person')
      .where('id', '=', t.personIds.jeanpaul)
      .select('email')
      .executeTakeFirstOrThrow();
    await person(null);
    const threadId = await begin('odette', { text: 'Who has them, @Jean-Paul Habimana?' });
    const waiting = async (name: Parameters<typeof t.actorOf>[0]) =>
      (await talk().saidTo(await t.actorOf(name))).map(({ text, by }) => [text, by]);
    expect(await waiting('jeanpaul')).toEqual([['Who has them, @Jean-Paul Habimana?', 'Odette Mukamana']]);
    for (const name of ['odette', 'theo', ...outside] as const) expect(await waiting(name), name).toEqual([]);
    t.clock.set(new Date(t.clock.now().getTime() + 60_000).toISOString());
    await reply('jeanpaul', threadId, 'I do.');
    expect(await waiting('jeanpaul')).toEqual([]);
    await person(email);
  });

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
    expect(sent[0]!.subject).toContain('Odette Mukamana s’adresse à vous');
    expect(sent[0]!.text).toContain(`/rooms/${t.roomId}/plan?card=${aim.id}&thread=${threadId}`);
    await t.app.rooms.join(await t.actorOf('ada'), {
      ...place,
      institutionId: t.institutionIds.nyanza,
      role: 'manager',
    });
  });
});
