import type { PersonId } from '#domain/ids.ts';
import { headline, isCardKind, type Card } from '#domain/plan/card.ts';
import { mentionedIn } from '#domain/plan/talk.ts';
import type { WriteContext } from '../context.ts';
import { invalid } from '../errors.ts';
import { recordEvent } from '../event/record.ts';
import { notifyLive } from '../live/notify.ts';
import { enqueueMessages } from '../messaging/outbox.ts';

export interface SaidComment {
  roomId: string;
  cardId: string;
  threadId: string;
  commentId: string;
  /** What the card is called, '' when it has no words yet. */
  title: string;
  text: string;
  /** People to tell besides those named in the words. */
  tell: readonly PersonId[];
}

/** What a card is called now; '' when it has no words or is not known. */
export async function headlineOf({ trx }: WriteContext, roomId: string, cardId: string): Promise<string> {
  const row = await trx
    .selectFrom('plan_card')
    .innerJoin('document', 'document.id', 'plan_card.document_id')
    .where('document.room_id', '=', roomId)
    .where('card_id', '=', cardId)
    .select(['plan_card.kind', 'fields'])
    .executeTakeFirst();
  if (!row || !isCardKind(row.kind)) return '';
  return headline({ kind: row.kind, fields: row.fields as Card['fields'] });
}

/**
 * Writes who is mentioned, tells the room's open pages, and writes to those mentioned and to those who took part in the thread: one
 * message a person and comment, to nobody about their own, to nobody outside the room.
 */
export async function tellOfComment(ctx: WriteContext, said: SaidComment): Promise<void> {
  const mentioned = await mention(ctx, said);
  const institution = await placeOf(ctx, said.roomId);
  await recordEvent(ctx, {
    ...{ roomId: said.roomId, kind: 'comment_written', institutionId: institution.id },
    ...{ subjectKind: 'plan_thread', subjectId: said.threadId },
    data: { title: said.title, cardId: said.cardId },
  });
  await writeToAll(ctx, said, mentioned, await participants(ctx, said.threadId));
}

/** The same for a comment that was changed: only those who are named in it now and were not before. */
export async function tellOfChange(ctx: WriteContext, said: SaidComment): Promise<void> {
  const mentioned = await mention(ctx, said);
  await notifyLive(ctx.trx, `room:${said.roomId}`, ctx.now);
  await writeToAll(ctx, said, mentioned, []);
}

async function mention({ trx }: WriteContext, said: SaidComment): Promise<Set<string>> {
  const people = await trx
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_id', '=', said.roomId)
    .select(['person.id', 'person.name'])
    .execute();
  const here = new Set(people.map(({ id }) => id));
  if (said.tell.some((id) => !here.has(id))) throw invalid({ tell: 'talk_error_tell' });
  const named = new Set<string>([...said.tell, ...mentionedIn(said.text, people).map(({ id }) => id)]);
  if (named.size > 0)
    await trx
      .insertInto('plan_mention')
      .values([...named].map((person_id) => ({ comment_id: said.commentId, person_id })))
      .onConflict((clash) => clash.doNothing())
      .execute();
  return named;
}

/** Who wrote in the thread, or was named in it. */
async function participants({ trx }: WriteContext, threadId: string): Promise<string[]> {
  const rows = await trx
    .selectFrom('plan_comment')
    .where('thread_id', '=', threadId)
    .select('by as id')
    .union((eb) =>
      eb
        .selectFrom('plan_mention')
        .innerJoin('plan_comment', 'plan_comment.id', 'plan_mention.comment_id')
        .where('thread_id', '=', threadId)
        .select('plan_mention.person_id as id'),
    )
    .execute();
  return rows.map(({ id }) => id);
}

async function writeToAll(
  ctx: WriteContext,
  said: SaidComment,
  mentioned: ReadonlySet<string>,
  others: readonly string[],
): Promise<void> {
  const to = await reachable(ctx, said.roomId, [...mentioned, ...others]);
  if (to.length === 0) return;
  const { roomId, cardId, threadId, title, text } = said;
  const about = { ...(await speaking(ctx, roomId)), title, said: text, roomId, cardId, threadId };
  await enqueueMessages(
    ctx.trx,
    to.map((person) => ({
      // One occasion: whoever is named and took part hears of it once.
      key: `plan_comment:${said.commentId}:${person.id}`,
      ...{ personId: person.id, roomId, at: ctx.now, data: about },
      to: { address: person.email, lang: person.lang },
      template: mentioned.has(person.id) ? ('comment_mention' as const) : ('comment_reply' as const),
    })),
  );
}

/** Of these people those who are in the room now and have an address; not the actor. */
async function reachable({ trx, actor }: WriteContext, roomId: string, ids: readonly string[]) {
  const others = ids.filter((id) => id !== actor.personId);
  if (others.length === 0) return [];
  const rows = await trx
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_id', '=', roomId)
    .where('person.id', 'in', others)
    .select(['person.id', 'person.email', 'person.lang'])
    .execute();
  return rows.flatMap(({ email, ...person }) => (email ? [{ ...person, email }] : []));
}

/** The institution through which the actor is in the room. */
async function placeOf({ trx, actor }: WriteContext, roomId: string) {
  return trx
    .selectFrom('room_member')
    .innerJoin('institution', 'institution.id', 'room_member.institution_id')
    .where('room_id', '=', roomId)
    .where('person_id', '=', actor.personId)
    .select(['institution.id', 'short_name as shortName'])
    .executeTakeFirstOrThrow();
}

/** Who speaks, for a message. */
export async function speaking(ctx: WriteContext, roomId: string) {
  return { byName: ctx.actor.name, institution: (await placeOf(ctx, roomId)).shortName };
}
