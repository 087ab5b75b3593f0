import type { deleteAccount as deleteAccountSchema } from '#domain/person/schemas.ts';
import type * as v from 'valibot';
import { endSignIns } from '../auth/end-sign-ins.ts';
import type { WriteContext } from '../context.ts';
import { sql, type Tx } from '../db/database.ts';
import { changeNetwork } from '../db/network-lock.ts';
import { conflict, invalid } from '../errors.ts';
import { notifyRights } from '../live/notify.ts';
import { escapeHtml } from '../messaging/letter.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { auditOwn } from './own-audit.ts';

/**
 * Deletes the actor's account. The row stays, so that promises and reports keep somebody who made them: under the role,
 * without the name. Everything personal is erased, sign-ins and places end. The last administrator cannot go alone.
 */
export async function deleteAccount(
  ctx: WriteContext,
  { typed }: v.InferOutput<typeof deleteAccountSchema>,
): Promise<void> {
  const { trx, actor, now } = ctx;
  const { personId, name } = actor;
  if (typed.trim() !== name.trim()) throw invalid({ typed: 'error_delete_typed' });
  await refuseLastAdministrator(ctx);
  // As long as it is known where they belonged.
  await auditOwn(ctx, 'account_deleted');
  const person = await trx
    .selectFrom('person')
    .where('id', '=', personId)
    .select(['email', 'telephone', 'lang'])
    .executeTakeFirstOrThrow();
  const former = await formerName(trx, personId, person.lang);
  await eraseWords(trx, { personId, name, former, email: person.email });
  await withdrawLinks(trx, personId, now);
  await leaveEverything(trx, personId);
  await trx
    .updateTable('person')
    .set({
      ...{ name: former, email: null, telephone: null, sign_in_code: null, password_hash: null },
      ...{ pin_hash: null, pin_reset_at: null, deleted_at: now },
    })
    .where('id', '=', personId)
    .execute();
  await endSignIns(trx, personId);
  await notifyRights(trx, { personId });
  if (person.email) await sayGoodbye(trx, { address: person.email, lang: actor.lang, name, now });
}

/** The last mail. Its row is erased by `forgetGoodbyes` once it is sent. */
const sayGoodbye = (
  trx: Tx,
  { address, lang, name, now }: { address: string; lang: 'en' | 'fr'; name: string; now: Date },
) =>
  enqueueMessage(trx, {
    ...{ key: `account_deleted:${now.toISOString()}:${address}`, personId: null, roomId: null, at: now },
    ...{ to: { address, lang }, template: 'account_deleted', data: { name } },
  });

/** Takes the address and the name out of last mails that were sent. Runs by the clock. */
export async function forgetGoodbyes(trx: Tx): Promise<void> {
  await trx
    .updateTable('outbox')
    .set({ address: '', data: '{}', key: sql<string>`'account_deleted:' || id` })
    .where('template', '=', 'account_deleted')
    .where('sent_at', 'is not', null)
    .where('address', '<>', '')
    .execute();
}

async function refuseLastAdministrator({ trx, actor }: WriteContext): Promise<void> {
  const held = await trx
    .selectFrom('network_member')
    .where('person_id', '=', actor.personId)
    .where('role', '=', 'administrator')
    .orderBy('network_id')
    .select('network_id')
    .execute();
  for (const { network_id: networkId } of held) {
    await changeNetwork(trx, networkId);
    const other = await trx
      .selectFrom('network_member')
      .where('network_id', '=', networkId)
      .where('role', '=', 'administrator')
      .where('person_id', '<>', actor.personId)
      .select('person_id')
      .executeTakeFirst();
    if (!other) throw conflict('error_last_administrator');
  }
}

const formerWords = {
  en: (place: string | null) => (place ? `Former member of ${place}` : 'Former member'),
  fr: (place: string | null) => (place ? `Ancien membre – ${place}` : 'Ancien membre'),
};

/** What stands for the name from now on, in the institution's language. */
async function formerName(trx: Tx, personId: string, lang: string): Promise<string> {
  const home = await trx
    .selectFrom('institution')
    .innerJoin('institution_member', 'institution_member.institution_id', 'institution.id')
    .where('person_id', '=', personId)
    .orderBy('institution_member.created_at')
    .select(['institution.name', 'institution.lang'])
    .executeTakeFirst();
  return formerWords[(home?.lang ?? lang) === 'fr' ? 'fr' : 'en'](home?.name ?? null);
}

async function leaveEverything(trx: Tx, personId: string): Promise<void> {
  const tables = [
    ...(['room_member', 'institution_member', 'network_member', 'account_token', 'passkey'] as const),
    ...(['second_factor', 'recovery_code', 'calendar_feed', 'session_answer', 'room_visit'] as const),
    'focal_point',
  ] as const;
  for (const table of tables)
    await sql`DELETE FROM ${sql.table(table)} WHERE person_id = ${personId}`.execute(trx);
}

interface Erased {
  personId: string;
  name: string;
  former: string;
  email: string | null;
}

/** Everything that Postgres' regular expressions read as more than a letter. */
const literally = (words: string): string => words.replaceAll(/[\\^$.|?*+()[\]{}-]/g, '\\$&');
/** In JSON a name stands as a whole value. A key is followed by a colon: nobody erases `title` by being called so. */
const asValue = (name: string): string => `${literally(JSON.stringify(name))}(?!:)`;
/** In a sentence it stands as words of their own: who is called "e" takes no letter out of others' mails. */
const asWords = (name: string): string => `(?<![[:alnum:]])${literally(name)}(?![[:alnum:]])`;

/**
 * Takes name and address out of what was written about the person: events, mails, invitations, files read in. People
 * choose their names, so nothing here may reach beyond where they were.
 */
async function eraseWords(trx: Tx, { personId, name, former, email }: Erased): Promise<void> {
  const value = asValue(name);
  const anew = JSON.stringify(former).replaceAll('\\', '\\\\');
  const peers = sql`(SELECT other.person_id FROM room_member own JOIN room_member other USING (room_id)
      WHERE own.person_id = ${personId}
    UNION SELECT other.person_id FROM institution_member own JOIN institution_member other USING (institution_id)
      WHERE own.person_id = ${personId}
    UNION SELECT other.person_id FROM network_member own JOIN network_member other USING (network_id)
      WHERE own.person_id = ${personId})`;
  await sql`UPDATE event SET data = regexp_replace(data::text, ${value}, ${anew}, 'g')::jsonb
    WHERE (by = ${personId} OR subject_id = ${personId} OR data::text LIKE ${`%${personId}%`})
      AND data::text ~ ${value}`.execute(trx);
  await sql`UPDATE live_event SET data = NULL WHERE data::text ~ ${value}`.execute(trx);
  await sql`DELETE FROM outbox WHERE person_id = ${personId} AND sent_at IS NULL`.execute(trx);
  await sql`UPDATE outbox SET address = '', data = '{}', key = 'erased:' || id WHERE person_id = ${personId}`.execute(
    trx,
  );
  await sql`UPDATE outbox SET data = regexp_replace(data::text, ${value}, ${anew}, 'g')::jsonb
    WHERE data::text ~ ${value} AND (sent_at IS NOT NULL OR person_id IN ${peers})`.execute(trx);
  await eraseInMails(trx, { name, former, peers });
  if (email) {
    await sql`DELETE FROM mailbox_mail WHERE lower(address) = lower(${email})`.execute(trx);
    await sql`UPDATE outbox SET address = '', data = '{}', key = 'erased:' || id
      WHERE lower(address) = lower(${email})`.execute(trx);
  }
  await sql`UPDATE invitation SET name = NULL, address = NULL, telephone = NULL WHERE lower(address) = lower(${email ?? ''})
    OR id IN (SELECT invitation_id FROM invitation_use WHERE person_id = ${personId})`.execute(trx);
  await sql`UPDATE import SET rows = '[]' WHERE state <> 'preview' AND state <> 'running' AND rows::text ~ ${value}
    AND network_id IN (SELECT network_id FROM network_member WHERE person_id = ${personId} UNION SELECT network_id
      FROM institution JOIN institution_member ON institution_id = institution.id WHERE person_id = ${personId})`.execute(
    trx,
  );
  await sql`DELETE FROM rate_limit WHERE key LIKE ${`%:${email ?? personId}`} OR key LIKE ${`%${personId}`}`.execute(
    trx,
  );
}

/** The mails that lie in the built-in mailbox, of those who were anywhere with the person. */
async function eraseInMails(
  trx: Tx,
  { name, former, peers }: { name: string; former: string; peers: ReturnType<typeof sql> },
): Promise<void> {
  const words = asWords(name);
  const anew = former.replaceAll('\\', '\\\\');
  await sql`UPDATE mailbox_mail SET subject = regexp_replace(subject, ${words}, ${anew}, 'g'),
      text = regexp_replace(text, ${words}, ${anew}, 'g'), html = regexp_replace(html, ${asWords(escapeHtml(name))}, ${escapeHtml(anew)}, 'g')
    WHERE text ~ ${words} AND lower(address) IN (SELECT lower(email) FROM person WHERE id IN ${peers})`.execute(
    trx,
  );
}

/** Links they gave out stop working, as when somebody is taken out of a room; those for guests too. */
async function withdrawLinks(trx: Tx, personId: string, now: Date): Promise<void> {
  const revoked = { revoked_by: personId, revoked_at: now };
  await trx
    .updateTable('invitation')
    .set(revoked)
    .where('made_by', '=', personId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
  await trx
    .updateTable('guest_link')
    .set(revoked)
    .where('made_by', '=', personId)
    .where('revoked_at', 'is', null)
    .execute();
}
