import { newId, type SessionId } from '#domain/ids.ts';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';

let test: TestApp;
let sessionId: SessionId;
let picture: Blob;

beforeAll(async () => {
  test = await testApp();
  const red = sharp({ create: { width: 32, height: 24, channels: 3, background: '#a0301c' } });
  picture = new Blob([new Uint8Array(await red.jpeg().toBuffer())], { type: 'image/jpeg' });
});
afterAll(() => test.close());
beforeEach(async () => {
  sessionId = newId<SessionId>();
  test.clock.set('2026-11-23T08:00:00Z');
  await test.db
    .insertInto('session')
    .values({
      id: sessionId,
      room_id: test.roomId,
      kind: 'virtual_exchange_visit',
      title: 'Receiving and stock cards',
      lang: 'en',
      starts_at: test.clock.now(),
      minutes: 60,
      zone: 'Africa/Kigali',
      made_by: test.personIds.felix,
      made_at: test.clock.now(),
    })
    .execute();
});

const as = (name: PersonName) => test.actorOf(name);
const missing = { code: 'not_found' };
const stations = ['Receiving', 'Store', 'Stock cards'];
const start = async (name: PersonName, more = {}) =>
  test.app.walkthroughs.start(await as(name), { sessionId, stations, ...more });
const ask = async (name: PersonName, text: string, more = {}) =>
  test.app.questions.ask(await as(name), { sessionId, text, ...more });
const seen = async (name: PersonName = 'olive') => test.app.walkthroughs.ofSession(await as(name), sessionId);
const end = () =>
  test.db.updateTable('session').set({ ended_at: test.clock.now() }).where('id', '=', sessionId).execute();
const news = async () => {
  const rows = await test.db
    .selectFrom('live_event')
    .where('topic', '=', `session:${sessionId}`)
    .orderBy('version')
    .select('data')
    .execute();
  return rows.map((row) => row.data as { kind: string; [more: string]: unknown });
};
const events = async (kind: string) =>
  test.db
    .selectFrom('event')
    .where('kind', '=', kind)
    .where('room_id', '=', test.roomId)
    .selectAll()
    .execute();

describe('a walkthrough', () => {
  it('is not for outsiders, observers, managers, and not in a session that is over', async () => {
    await expect(test.app.walkthroughs.start(null, { sessionId, stations })).rejects.toMatchObject({
      code: 'signed_out',
    });
    for (const name of ['oscar', 'olive', 'grace', 'ada', 'beatrice'] as const)
      await expect(start(name)).rejects.toMatchObject(missing);
    for (const name of ['oscar', 'ada'] as const) await expect(seen(name)).rejects.toMatchObject(missing);
    await expect(start('odette', { sessionId: newId() })).rejects.toMatchObject(missing);
    await expect(start('odette', { stations: ' \n ' })).rejects.toMatchObject({
      fields: { stations: 'error_stations_none' },
    });
    await expect(start('odette', { stations: 'a\n'.repeat(13) })).rejects.toMatchObject({
      fields: { stations: 'error_stations_many' },
    });
    await end();
    await expect(start('odette')).rejects.toMatchObject({ fields: { '': 'walkthrough_error_over' } });
    expect((await seen()).walkthroughs).toEqual([]);
  });

  it('goes one at a time, also when two start at once', async () => {
    const tries = await Promise.allSettled([start('odette'), start('jeanpaul')]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(start('theo')).rejects.toMatchObject({
      fields: { '': 'walkthrough_error_one_at_a_time' },
    });
  });

  it('walks from station to station, ticks off, and ends', async () => {
    const id = newId();
    await start('odette', { id });
    expect(await start('odette', { id })).toBe(id);
    const [first] = (await seen()).walkthroughs;
    const [receiving, store, cards] = first!.stations;
    expect(first).toMatchObject({ walkerName: 'Odette Mukamana', currentStationId: receiving!.id });
    const arrive = async (name: PersonName, stationId: string) =>
      test.app.walkthroughs.arriveAt(await as(name), { walkthroughId: id, stationId });
    for (const name of ['jeanpaul', 'felix', 'oscar'] as const)
      await expect(arrive(name, store!.id)).rejects.toMatchObject(missing);
    await expect(arrive('odette', newId())).rejects.toMatchObject(missing);
    await arrive('odette', store!.id);
    await arrive('odette', store!.id);
    test.clock.set('2026-11-23T08:10:00Z');
    await arrive('odette', cards!.id);
    await expect(
      test.app.walkthroughs.end(await as('jeanpaul'), { walkthroughId: id }),
    ).rejects.toMatchObject(missing);
    await test.app.walkthroughs.end(await as('odette'), { walkthroughId: id });
    await test.app.walkthroughs.end(await as('odette'), { walkthroughId: id });
    const [ended] = (await seen()).walkthroughs;
    expect(ended!.stations.map(({ doneAt }) => doneAt)).toEqual([
      '2026-11-23T08:00:00.000Z',
      '2026-11-23T08:10:00.000Z',
      '2026-11-23T08:10:00.000Z',
    ]);
    await expect(arrive('odette', store!.id)).rejects.toMatchObject({ code: 'conflict' });
    expect((await news()).map(({ kind }) => kind)).toEqual(Array(4).fill('walkthrough'));
    expect((await events('walkthrough_started')).filter((event) => event.subject_id === id)).toHaveLength(1);
    expect((await events('walkthrough_ended')).filter((event) => event.subject_id === id)).toHaveLength(1);
  });

  it('is ended by a facilitator when the walker is gone, and another can start', async () => {
    const id = await start('odette');
    await test.app.walkthroughs.end(await as('felix'), { walkthroughId: id });
    await start('jeanpaul');
    expect((await seen()).walkthroughs.map(({ endedAt }) => endedAt === null)).toEqual(
      expect.arrayContaining([true, false]),
    );
  });

  it('is hidden and shown by the walker only, and everybody hears it', async () => {
    const id = await start('odette');
    const { hide, show } = test.app.walkthroughs;
    for (const name of ['felix', 'jeanpaul', 'oscar'] as const)
      await expect(hide(await as(name), { walkthroughId: id })).rejects.toMatchObject(missing);
    await hide(await as('odette'), { walkthroughId: id });
    await hide(await as('odette'), { walkthroughId: id });
    expect((await seen()).walkthroughs[0]!.hiddenAt).toBe('2026-11-23T08:00:00.000Z');
    await show(await as('odette'), { walkthroughId: id });
    expect((await seen()).walkthroughs[0]!.hiddenAt).toBeNull();
    expect(await news()).toHaveLength(3);
  });
});

describe('questions', () => {
  it('are refused from observers and outsiders, empty, in another name, and when the session is over', async () => {
    for (const name of ['olive', 'oscar', 'ada'] as const)
      await expect(ask(name, 'Who signs?')).rejects.toMatchObject(missing);
    await expect(ask('jeanpaul', '  ')).rejects.toMatchObject({ fields: { text: 'error_required' } });
    const { gihara, muhura } = test.institutionIds;
    await expect(ask('jeanpaul', 'Who?', { institutionId: gihara })).rejects.toMatchObject(missing);
    await expect(ask('felix', 'Who?', { institutionId: muhura })).rejects.toMatchObject({
      fields: { institutionId: 'error_choice' },
    });
    const id = await ask('jeanpaul', 'Who signs?');
    await expect(ask('clemence', 'Another', { id })).rejects.toMatchObject(missing);
    for (const verb of ['take', 'answer', 'carry'] as const)
      await expect(test.app.questions[verb](await as('jeanpaul'), { questionId: id })).rejects.toMatchObject(
        missing,
      );
    for (const name of ['olive', 'oscar'] as const)
      await expect(test.app.questions.vote(await as(name), { questionId: id })).rejects.toMatchObject(
        missing,
      );
    await end();
    await expect(ask('jeanpaul', 'Too late')).rejects.toMatchObject({ code: 'conflict' });
    await expect(test.app.questions.vote(await as('jeanpaul'), { questionId: id })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await seen()).questions).toHaveLength(1);
  });

  it('keep their place: votes order the queue, the current one stays until it is answered', async () => {
    await start('odette');
    const first = await ask('jeanpaul', 'Who signs the bin card?');
    const id = newId();
    await ask('clemence', 'How often do they differ?', { id });
    await ask('clemence', 'How often do they differ?', { id });
    test.clock.set('2026-11-23T08:01:00Z');
    const spoken = await ask('felix', 'What did it cost?', {
      spoken: 'on',
      institutionId: test.institutionIds.nyanza,
    });
    const vote = async (name: PersonName, questionId: string) =>
      test.app.questions.vote(await as(name), { questionId });
    await vote('jeanpaul', spoken);
    await vote('jeanpaul', spoken);
    await vote('clemence', spoken);
    let all = await seen('jeanpaul');
    expect(all.questions.map((question) => [question.id, question.votes])).toEqual([
      [first, 0],
      [spoken, 2],
      [id, 0],
    ]);
    expect(all.voted).toEqual([spoken]);
    expect(all.questions[1]).toMatchObject({
      spoken: true,
      askedByName: 'Félix Ntwali',
      institutionId: test.institutionIds.nyanza,
      stationName: 'Receiving',
    });
    await test.app.questions.unvote(await as('jeanpaul'), { questionId: spoken });
    await test.app.questions.answer(await as('odette'), { questionId: first, answer: 'The night nurse.' });
    await test.app.questions.answer(await as('odette'), { questionId: first });
    all = await seen('odette');
    expect(all.currentQuestionId).toBe(spoken);
    expect(all.questions.map((question) => question.id)).toEqual([spoken, id, first]);
    expect(all.questions[2]!.answer).toBe('The night nurse.');
    await expect(vote('clemence', first)).rejects.toMatchObject({
      fields: { '': 'walkthrough_error_answered' },
    });
    await test.app.questions.take(await as('odette'), { questionId: id });
    expect((await seen()).currentQuestionId).toBe(id);
    expect((await events('question_answered')).filter((event) => event.subject_id === first)).toHaveLength(1);
    const told = await news();
    expect(told.at(-1)).toMatchObject({ kind: 'question', currentQuestionId: id });
    expect(JSON.stringify(told)).not.toContain('voted');
  });

  it('are carried to the room, also afterwards, and answered there', async () => {
    const first = await ask('jeanpaul', 'One');
    const second = await ask('jeanpaul', 'Two');
    await test.app.questions.carry(await as('felix'), { questionId: first });
    expect((await seen()).currentQuestionId).toBe(second);
    await end();
    const answer = { questionId: second, answer: 'Late' };
    await expect(test.app.questions.answer(await as('odette'), answer)).rejects.toMatchObject({
      code: 'conflict',
    });
    await test.app.questions.carry(await as('felix'), { questionId: second });
    await test.app.questions.answer(await as('odette'), answer);
    const [carried, answered] = (await seen()).questions;
    expect([carried!.id, answered!.id]).toEqual([first, second]);
    expect(answered).toMatchObject({ answer: 'Late' });
    expect((await events('question_carried')).length).toBe(2);
  });

  it('leave a thread to the walkthrough they were shown at', async () => {
    const walkthroughId = await start('odette');
    const id = await ask('jeanpaul', 'Where is it?');
    await test.app.questions.answer(await as('felix'), { questionId: id });
    const links = await test.db.selectFrom('link').where('from_id', '=', id).selectAll().execute();
    expect(links).toEqual([expect.objectContaining({ verb: 'shown_at', to_id: walkthroughId })]);
  });
});

describe('moments', () => {
  const keep = async (name: PersonName, walkthroughId: string, more = {}) =>
    test.app.moments.keep(await as(name), {
      walkthroughId,
      deviceAt: '2019-01-01T00:00:00Z',
      image: picture,
      noPatient: 'on',
      ...more,
    });

  it('are refused without the word that no patient is in view, while hidden, and from who may not', async () => {
    const walkthroughId = await start('odette');
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
    await test.app.walkthroughs.hide(await as('odette'), { walkthroughId });
    await expect(keep('jeanpaul', walkthroughId)).rejects.toMatchObject({
      fields: { '': 'walkthrough_error_hidden' },
    });
    expect((await seen()).moments).toEqual([]);
    expect(await test.db.selectFrom('image').select('id').execute()).toEqual([]);
  });

  it('keep frame, station, question, both clocks, and the thread', async () => {
    const walkthroughId = await start('odette');
    const questionId = await ask('jeanpaul', 'Who signs?');
    const id = newId();
    await keep('jeanpaul', walkthroughId, { id, questionId, note: 'Two cards' });
    await keep('jeanpaul', walkthroughId, { id, questionId, note: 'Two cards' });
    await expect(keep('odette', walkthroughId, { id })).rejects.toMatchObject(missing);
    const { moments } = await seen();
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
    const room = await test.app.moments.ofRoom(await as('olive'), test.roomId);
    expect(room.map((moment) => moment.id)).toContain(id);
    await expect(test.app.moments.ofRoom(await as('oscar'), test.roomId)).rejects.toMatchObject(missing);
    const link = await test.db.selectFrom('link').where('to_id', '=', id).selectAll().executeTakeFirst();
    expect(link).toMatchObject({ verb: 'answered_by', from_id: questionId });
    expect((await events('moment_kept')).map((event) => event.subject_id)).toContain(id);
    await end();
    await expect(keep('jeanpaul', walkthroughId)).rejects.toMatchObject({ code: 'conflict' });
  });
});
