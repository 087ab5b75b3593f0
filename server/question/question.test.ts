import { newId } from '#domain/ids.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testWalk } from '../../tests/fixtures/walk.ts';

let test: Awaited<ReturnType<typeof testWalk>>;
beforeAll(async () => (test = await testWalk()));
afterAll(() => test.close());
beforeEach(() => test.fresh());
const missing = { code: 'not_found' };

describe('questions', () => {
  it('are refused from observers and outsiders, empty, in another name, and when the session is over', async () => {
    for (const name of ['olive', 'oscar', 'ada'] as const)
      await expect(test.ask(name, 'Who signs?')).rejects.toMatchObject(missing);
    await expect(test.ask('jeanpaul', '  ')).rejects.toMatchObject({ fields: { text: 'error_required' } });
    const { gihara, muhura } = test.institutionIds;
    await expect(test.ask('jeanpaul', 'Who?', { institutionId: gihara })).rejects.toMatchObject(missing);
    await expect(test.ask('felix', 'Who?', { institutionId: muhura })).rejects.toMatchObject({
      fields: { institutionId: 'error_choice' },
    });
    const id = await test.ask('jeanpaul', 'Who signs?');
    await expect(test.ask('clemence', 'Another', { id })).rejects.toMatchObject(missing);
    for (const verb of ['take', 'answer', 'carry'] as const)
      await expect(
        test.app.questions[verb](await test.as('jeanpaul'), { questionId: id }),
      ).rejects.toMatchObject(missing);
    for (const name of ['olive', 'oscar'] as const)
      await expect(test.app.questions.vote(await test.as(name), { questionId: id })).rejects.toMatchObject(
        missing,
      );
    await test.end();
    await expect(test.ask('jeanpaul', 'Too late')).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      test.app.questions.vote(await test.as('jeanpaul'), { questionId: id }),
    ).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await test.seen()).questions).toHaveLength(1);
  });

  it('keep their place: votes order the queue, the current one stays until it is answered', async () => {
    await test.start('odette');
    const first = await test.ask('jeanpaul', 'Who signs the bin card?');
    const id = newId();
    await test.ask('clemence', 'How often do they differ?', { id });
    await test.ask('clemence', 'How often do they differ?', { id });
    test.clock.set('2026-11-23T08:01:00Z');
    const spoken = await test.ask('felix', 'What did it cost?', {
      spoken: 'on',
      institutionId: test.institutionIds.nyanza,
    });
    const vote = async (name: 'jeanpaul' | 'clemence', questionId: string) =>
      test.app.questions.vote(await test.as(name), { questionId });
    await vote('jeanpaul', spoken);
    await vote('jeanpaul', spoken);
    await vote('clemence', spoken);
    let all = await test.seen('jeanpaul');
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
    await test.app.questions.unvote(await test.as('jeanpaul'), { questionId: spoken });
    await test.app.questions.answer(await test.as('odette'), {
      questionId: first,
      answer: 'The night nurse.',
    });
    await test.app.questions.answer(await test.as('odette'), { questionId: first });
    all = await test.seen('odette');
    expect(all.currentQuestionId).toBe(spoken);
    expect(all.questions.map((question) => question.id)).toEqual([spoken, id, first]);
    expect(all.questions[2]!.answer).toBe('The night nurse.');
    await expect(vote('clemence', first)).rejects.toMatchObject({
      fields: { '': 'walkthrough_error_answered' },
    });
    await test.app.questions.take(await test.as('odette'), { questionId: id });
    expect((await test.seen()).currentQuestionId).toBe(id);
    expect(
      (await test.events('question_answered')).filter((event) => event.subject_id === first),
    ).toHaveLength(1);
    const told = await test.news();
    expect(told.at(-1)).toMatchObject({ kind: 'question', currentQuestionId: id });
    expect(JSON.stringify(told)).not.toContain('voted');
  });

  it('are carried to the room, also afterwards, and answered there', async () => {
    const first = await test.ask('jeanpaul', 'One');
    const second = await test.ask('jeanpaul', 'Two');
    await test.app.questions.carry(await test.as('felix'), { questionId: first });
    expect((await test.seen()).currentQuestionId).toBe(second);
    await test.end();
    const answer = { questionId: second, answer: 'Late' };
    await expect(test.app.questions.answer(await test.as('odette'), answer)).rejects.toMatchObject({
      code: 'conflict',
    });
    await test.app.questions.carry(await test.as('felix'), { questionId: second });
    await test.app.questions.answer(await test.as('odette'), answer);
    const [carried, answered] = (await test.seen()).questions;
    expect([carried!.id, answered!.id]).toEqual([first, second]);
    expect(answered).toMatchObject({ answer: 'Late' });
    expect((await test.events('question_carried')).length).toBe(2);
  });

  it('leave a thread to the walkthrough they were shown at', async () => {
    const walkthroughId = await test.start('odette');
    const id = await test.ask('jeanpaul', 'Where is it?');
    await test.app.questions.answer(await test.as('felix'), { questionId: id });
    const links = await test.db.selectFrom('link').where('from_id', '=', id).selectAll().execute();
    expect(links).toEqual([expect.objectContaining({ verb: 'shown_at', to_id: walkthroughId })]);
  });
});
