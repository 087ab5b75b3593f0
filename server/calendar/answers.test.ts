import { describe, expect, test } from 'vitest';
import { createLinks } from '../messaging/links.ts';
import {
  fileTo,
  later,
  lastTo,
  move,
  plan,
  t,
  tell,
  withInvitations,
} from '../../tests/fixtures/invitations.ts';

withInvitations();

const links = createLinks('a secret of the tests, long enough');
const token = (sessionId: string, personId: string) => links.answers.sign({ sessionId, personId });
const said = async (sessionId: string) =>
  (await t.app.calendar.answersTo(await t.actorOf('olive'), sessionId)).map(
    ({ personId, answer, beforeMove }) => [
      Object.entries(t.personIds).find(([, id]) => id === personId)?.[0],
      answer,
      beforeMove,
    ],
  );

describe('answering on the page', () => {
  test('not from another room, not for those who only look after the network, not when it is over', async () => {
    const sessionId = await plan();
    for (const name of ['oscar', 'beatrice', 'ada'] as const)
      await expect(
        t.app.calendar.answer(await t.actorOf(name), { sessionId, answer: 'coming' }),
      ).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      t.app.calendar.answer(await t.actorOf('odette'), { sessionId, answer: 'never' }),
    ).rejects.toMatchObject({ code: 'invalid' });
    await t.app.sessions.cancel(await t.actorOf('felix'), { sessionId });
    await expect(
      t.app.calendar.answer(await t.actorOf('odette'), { sessionId, answer: 'coming' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('the last word counts; after a move it was about another time; the file says it too', async () => {
    const sessionId = await plan();
    await t.app.calendar.answer(await t.actorOf('olive'), { sessionId, answer: 'perhaps' });
    await t.app.calendar.answer(await t.actorOf('olive'), { sessionId, answer: 'coming' });
    expect(await said(sessionId)).toEqual([['olive', 'coming', false]]);
    await tell();
    expect((await fileTo('olive')).events[0]!.attendees[0]!.getParameter('partstat')).toBe('ACCEPTED');
    await move(sessionId, { time: '16:00' });
    expect(await said(sessionId)).toEqual([['olive', 'coming', true]]);
    await tell();
    expect((await fileTo('olive')).events[0]!.attendees[0]!.getParameter('partstat')).toBe('NEEDS-ACTION');
    expect((await lastTo('olive')).text).toContain('Votre réponse d’avant portait sur l’ancien horaire');
    await t.app.calendar.answer(await t.actorOf('olive'), { sessionId, answer: 'not' });
    expect(await said(sessionId)).toEqual([['olive', 'not', false]]);
  });
});

describe('answering by link', () => {
  test('a forged, foreign or cut link is none; looking writes nothing', async () => {
    const sessionId = await plan();
    const good = token(sessionId, t.personIds.odette);
    for (const bad of ['', 'x', good.slice(0, -1), `${good}A`, 'A'.repeat(good.length), `${good}=`])
      expect(await t.app.answerLinks.look(bad)).toEqual({ state: 'forged' });
    const foreign = createLinks('another secret, long enough as well').answers.sign({
      sessionId,
      personId: t.personIds.odette,
    });
    expect((await t.app.answerLinks.look(foreign)).state).toBe('forged');
    expect((await t.app.answerLinks.look(token(sessionId, t.personIds.oscar))).state).toBe('taken_back');
    expect((await t.app.answerLinks.look(good)).state).toBe('open');
    expect(await said(sessionId)).toEqual([]);
    await expect(
      t.app.answerLinks.answer(token(sessionId, t.personIds.oscar), { answer: 'coming' }),
    ).rejects.toMatchObject({ code: 'gone' });
  });

  test('answers, changes its mind, says it for the whole series, and stops at the end', async () => {
    const sessionId = await plan({ every: 'week', times: 3 });
    const good = token(sessionId, t.personIds.jeanpaul);
    expect(await t.app.answerLinks.look(good)).toMatchObject({
      more: 2,
      said: null,
      name: 'Jean-Paul Habimana',
    });
    await t.app.answerLinks.answer(good, { answer: 'coming', extent: 'later' });
    const rows = await t.db.selectFrom('session_answer').select(['answer', 'via']).execute();
    expect(rows).toEqual(Array.from({ length: 3 }, () => ({ answer: 'coming', via: 'link' })));
    later(1);
    await t.app.answerLinks.answer(good, { answer: 'not' });
    expect(await t.app.answerLinks.look(good)).toMatchObject({ state: 'open', said: 'not' });
    t.clock.set('2026-11-26T13:01:00Z');
    expect((await t.app.answerLinks.look(good)).state).toBe('over');
    await expect(t.app.answerLinks.answer(good, { answer: 'coming' })).rejects.toMatchObject({
      code: 'gone',
    });
  });

  test('who was taken out of the room holds nothing any more', async () => {
    const sessionId = await plan();
    const good = token(sessionId, t.personIds.odette);
    await t.db.deleteFrom('room_member').where('person_id', '=', t.personIds.odette).execute();
    expect(await t.app.answerLinks.look(good)).toEqual({ state: 'taken_back', lang: 'en' });
  });
});

test('those who lead see who was told and who has no address; the others find nothing', async () => {
  const sessionId = await plan();
  await t.db.updateTable('person').set({ email: null }).where('id', '=', t.personIds.grace).execute();
  const states = async () =>
    Object.fromEntries(
      (await t.app.calendar.invited(await t.actorOf('theo'), sessionId)).map((one) => [one.name, one.mail]),
    );
  expect(await states()).toMatchObject({ 'Grace Ingabire': 'no_address', 'Odette Mukamana': 'waiting' });
  await tell();
  expect((await states())['Odette Mukamana']).toBe('sending');
  await t.db.updateTable('outbox').set({ last_error: '550 no' }).execute();
  expect((await states())['Odette Mukamana']).toBe('failed');
  await t.db.updateTable('outbox').set({ sent_at: t.clock.now() }).execute();
  expect((await states())['Odette Mukamana']).toBe('sent');
  for (const name of ['odette', 'grace', 'olive', 'oscar', 'ada'] as const)
    await expect(t.app.calendar.invited(await t.actorOf(name), sessionId)).rejects.toMatchObject({
      code: 'not_found',
    });
});
