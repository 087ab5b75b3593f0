import { isId } from '#domain/ids.ts';
import type { ExpressionBuilder } from 'kysely';
import type { ReadContext } from '../context.ts';
import type { DB } from '../db/tables.ts';
import { notFound } from '../errors.ts';

/** Mails to the actor's address, and what asks for a yes at a new one of theirs: nobody else could open it here. */
const toMe =
  ({ personId, email }: ReadContext['actor']) =>
  (eb: ExpressionBuilder<DB, 'mailbox_mail'>) =>
    eb.or([
      eb('address', '=', email ?? ''),
      eb(
        'id',
        'in',
        eb
          .selectFrom('outbox')
          .where('outbox.person_id', '=', personId)
          .where('outbox.template', '=', 'address_new')
          .select('outbox.id'),
      ),
    ]);

/** The mails that were written to the actor, newest first. Only the demo has a mailbox; see app.ts. */
export async function list({ db, actor }: ReadContext) {
  return db
    .selectFrom('mailbox_mail')
    .where(toMe(actor))
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
        .where(toMe(actor))
        .selectAll()
        .executeTakeFirst()
    : undefined;
  if (!mail) throw notFound('mail');
  return mail;
}
