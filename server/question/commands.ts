import type { QuestionId } from '#domain/ids.ts';
import type { QuestionAbilities } from '#domain/question/abilities.ts';
import { isOpen } from '#domain/question/question.ts';
import type { answerQuestion, askQuestion, thisQuestion } from '#domain/question/schemas.ts';
import type { WalkthroughNews } from '#domain/walkthrough/live.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import type { JsonValue } from '../db/tables.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { linkSubjects, recordEvent } from '../event/record.ts';
import { notifyLive } from '../live/notify.ts';
import { walkAccess, type WalkAccess } from '../walkthrough/access.ts';
import { questionRows, questionsOf } from './queries.ts';

type One = v.InferOutput<typeof thisQuestion>;

/** Puts a question into the session's queue; asked again with the same id it is the same question. */
export async function ask(ctx: WriteContext, input: v.InferOutput<typeof askQuestion>): Promise<QuestionId> {
  await lockSession(ctx, input.sessionId);
  const access = await walkAccess(reading(ctx), input.sessionId);
  if (!access.abilities.question.ask) throw refusal(access);
  const institutionId = await asking(ctx, access, input.institutionId);
  const made = await ctx.trx
    .insertInto('question')
    .values({
      id: input.id,
      session_id: input.sessionId,
      asked_by: ctx.actor.personId,
      institution_id: institutionId,
      text: input.text,
      lang: ctx.actor.lang,
      spoken: input.spoken,
      station_id: access.currentStationId,
      asked_at: ctx.now,
    })
    .onConflict((clash) => clash.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) return askedBefore(ctx, input);
  if (access.running) await shownAt(ctx, access, input.id);
  if (!access.currentQuestionId) await makeCurrent(ctx, access, input.id);
  await tell(ctx, input.id);
  return input.id;
}

/** Votes a question up, once a person. The current question stays current whatever the votes. */
export async function vote(ctx: WriteContext, input: One): Promise<void> {
  await open(ctx, input.questionId, 'vote');
  await ctx.trx
    .insertInto('vote')
    .values({ question_id: input.questionId, person_id: ctx.actor.personId, at: ctx.now })
    .onConflict((clash) => clash.doNothing())
    .execute();
  await tell(ctx, input.questionId);
}

/** Takes the own vote back. */
export async function unvote(ctx: WriteContext, input: One): Promise<void> {
  await open(ctx, input.questionId, 'vote');
  await ctx.trx
    .deleteFrom('vote')
    .where('question_id', '=', input.questionId)
    .where('person_id', '=', ctx.actor.personId)
    .execute();
  await tell(ctx, input.questionId);
}

/** Makes a question the current one: the walker or a facilitator. */
export async function take(ctx: WriteContext, input: One): Promise<void> {
  const { access } = await open(ctx, input.questionId, 'take');
  await makeCurrent(ctx, access, input.questionId);
  await tell(ctx, input.questionId);
}

/** Marks a question answered; the next one by votes becomes current. Answered twice, the words are added. */
export async function answer(ctx: WriteContext, input: v.InferOutput<typeof answerQuestion>): Promise<void> {
  const { access, question } = await found(ctx, input.questionId);
  const { answer: now, answerCarried } = access.abilities.question;
  const may = question.carriedAt === null ? now : now || answerCarried;
  if (!may) throw refusal(access);
  if (question.answeredAt !== null && (input.answer === '' || input.answer === question.answer)) return;
  await ctx.trx
    .updateTable('question')
    .set({
      answered_at: question.answeredAt ? new Date(question.answeredAt) : ctx.now,
      answered_by: ctx.actor.personId,
      answer: input.answer || question.answer,
    })
    .where('id', '=', input.questionId)
    .execute();
  if (access.running) await shownAt(ctx, access, input.questionId);
  await settled(ctx, access, input.questionId, 'question_answered', question.text);
}

/** Carries an open question to the room, where it can be answered later. */
export async function carry(ctx: WriteContext, input: One): Promise<void> {
  const { access, question } = await found(ctx, input.questionId);
  if (!access.abilities.question.carry) throw refusal(access);
  if (question.carriedAt !== null) return;
  if (!isOpen(question)) throw conflict('walkthrough_error_answered');
  await ctx.trx
    .updateTable('question')
    .set({ carried_at: ctx.now, carried_by: ctx.actor.personId })
    .where('id', '=', input.questionId)
    .execute();
  await settled(ctx, access, input.questionId, 'question_carried', question.text);
}

/** For which institution: the own one (a guest's is none of the room's); another only when noted by who facilitates. */
async function asking(
  ctx: WriteContext,
  access: WalkAccess,
  wanted: string | undefined,
): Promise<string | null> {
  if (!wanted || wanted === access.institutionId) return access.institutionId;
  if (!access.abilities.question.noteSpoken) throw notFound('institution');
  const there = await ctx.trx
    .selectFrom('room_institution')
    .where('room_id', '=', access.roomId)
    .where('institution_id', '=', wanted)
    .select('institution_id')
    .executeTakeFirst();
  if (!there) throw invalid({ institutionId: 'error_choice' });
  return wanted;
}

async function askedBefore(ctx: WriteContext, input: v.InferOutput<typeof askQuestion>): Promise<QuestionId> {
  const [same] = await questionRows(ctx.trx, { id: input.id });
  if (same?.askedById !== ctx.actor.personId || same.sessionId !== input.sessionId)
    throw notFound('question');
  return input.id;
}

async function found(ctx: WriteContext, id: QuestionId) {
  const [seen] = await questionRows(ctx.trx, { id });
  if (!seen) throw notFound('question');
  await lockSession(ctx, seen.sessionId);
  const access = await walkAccess(reading(ctx), seen.sessionId);
  const [question] = await questionRows(ctx.trx, { id });
  return { access, question: question! };
}

/** The question, when it is open and the actor has the right. */
async function open(ctx: WriteContext, id: QuestionId, ability: keyof QuestionAbilities) {
  const { access, question } = await found(ctx, id);
  if (!access.abilities.question[ability]) throw refusal(access);
  if (!isOpen(question)) throw conflict('walkthrough_error_answered');
  return { access, question };
}

/** Somebody who could before the session ended hears that it ended; everybody else finds nothing. */
const refusal = ({ over }: WalkAccess) => (over ? conflict('walkthrough_error_over') : notFound('question'));

/** One at a time: the current question and the end of a session are decided under this lock. */
const lockSession = ({ trx }: WriteContext, id: string) =>
  trx.selectFrom('session').where('id', '=', id).select('id').forNoKeyUpdate().execute();

async function settled(
  ctx: WriteContext,
  access: WalkAccess,
  id: QuestionId,
  kind: 'question_answered' | 'question_carried',
  text: string,
): Promise<void> {
  if (access.currentQuestionId === id) {
    const queue = await questionsOf(ctx.trx, access.sessionId, null);
    await makeCurrent(ctx, access, queue.find(isOpen)?.id ?? null);
  }
  await recordEvent(ctx, {
    roomId: access.roomId,
    kind,
    subjectKind: 'question',
    subjectId: id,
    institutionId: access.institutionId,
    data: { text },
  });
  await tell(ctx, id);
}

async function makeCurrent({ trx }: WriteContext, { sessionId }: WalkAccess, id: QuestionId | null) {
  await trx.updateTable('session').set({ current_question_id: id }).where('id', '=', sessionId).execute();
}

const shownAt = (ctx: WriteContext, { roomId, running }: WalkAccess, id: QuestionId) =>
  linkSubjects(ctx, { roomId, from: ['question', id], to: ['walkthrough', running!], verb: 'shown_at' });

async function tell({ trx, now }: WriteContext, id: QuestionId): Promise<void> {
  const [question] = await questionRows(trx, { id });
  const session = await trx
    .selectFrom('session')
    .where('id', '=', question!.sessionId)
    .select('current_question_id')
    .executeTakeFirstOrThrow();
  const news: WalkthroughNews = {
    kind: 'question',
    question: question!,
    currentQuestionId: session.current_question_id as QuestionId | null,
  };
  await notifyLive(trx, `session:${question!.sessionId}`, now, news as unknown as JsonValue);
}
