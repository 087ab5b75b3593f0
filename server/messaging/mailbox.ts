import { isId } from '#domain/ids.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';

/** The mails that were written to the actor, newest first. Only the demo has a mailbox; see app.ts. */
export async function list({ db, actor }: ReadContext) {
  if (!actor.email) return [];
  return db
    .selectFrom('mailbox_mail')
    .where('address', '=', actor.email)
    .orderBy('at', 'desc')
    .limit(100)
    .select(['id', 'subject', 'text', 'at'])
    .execute();
}

/** One mail of the actor's, with its HTML. */
export async function open({ db, actor }: ReadContext, id: string) {
  const mail = isId(id)
    ? await db
        .selectFrom('mailbox_mail')
        .where('id', '=', id)
        .where('address', '=', actor.email ?? '')
        .selectAll()
        .executeTakeFirst()
    : undefined;
  if (!mail) throw notFound('mail');
  return mail;
}
