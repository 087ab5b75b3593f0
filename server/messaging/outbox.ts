import { newId } from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import { sql, type Tx } from '../db/database.ts';
import type { JsonValue } from '../db/tables.ts';
import type { Messages, TemplateName } from './messages.ts';

export interface Message<T extends TemplateName = TemplateName> {
  /** What, about what, to whom, on which occasion: one message a key, ever. */
  key: string;
  personId: string | null;
  roomId: string | null;
  /** Instead of the person's own address: another that has to be confirmed, or that of somebody not yet here. */
  to?: { address: string; lang: Lang };
  template: T;
  data: Messages[T];
  at: Date;
}

type Addressed<T extends TemplateName = TemplateName> = Omit<Message<T>, 'to'> & {
  to: { address: string; lang: string };
};

/**
 * Writes a message to a person and the job that delivers it, in the transaction that causes it. Somebody without an
 * e-mail address gets none; an occasion that already has its message gets no second. Answers whether one was written.
 */
export async function enqueueMessage<T extends TemplateName>(trx: Tx, message: Message<T>): Promise<boolean> {
  const to = message.to ?? (await addressOf(trx, message.personId));
  return to !== null && (await enqueueMessages(trx, [{ ...message, to }])) === 1;
}

/** The same for several whose addresses are known, in two queries. Answers how many were written. */
export async function enqueueMessages<T extends TemplateName>(
  trx: Tx,
  messages: readonly Addressed<T>[],
): Promise<number> {
  if (messages.length === 0) return 0;
  const written = await trx
    .insertInto('outbox')
    .values(messages.map(toRow))
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .execute();
  const ids = written.map(({ id }) => id as string);
  if (ids.length > 0)
    await sql`SELECT graphile_worker.add_job('deliver', json_build_object('outboxId', id), job_key := id)
      FROM unnest(${ids}::text[]) AS id`.execute(trx);
  return ids.length;
}

const toRow = ({ to, ...message }: Addressed) => ({
  id: newId(),
  key: message.key,
  person_id: message.personId,
  room_id: message.roomId,
  channel: 'email' as const,
  address: to.address,
  lang: to.lang,
  template: message.template,
  data: JSON.stringify(message.data as JsonValue),
  made_at: message.at,
});

async function addressOf(
  trx: Tx,
  personId: string | null,
): Promise<{ address: string; lang: string } | null> {
  if (!personId) return null;
  const person = await trx
    .selectFrom('person')
    .where('id', '=', personId)
    .where('email', 'is not', null)
    .select(['email', 'lang'])
    .executeTakeFirst();
  return person?.email ? { address: person.email, lang: person.lang } : null;
}
