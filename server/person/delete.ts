import type { deleteAccount as deleteAccountSchema } from '#domain/person/schemas.ts';
import type * as v from 'valibot';
import { endSignIns } from '../auth/end-sign-ins.ts';
import { networkOf } from '../auth/entering.ts';
import type { RateLimits } from '../auth/rate-limits.ts';
import type { WriteContext } from '../context.ts';
import { sql, type Tx } from '../db/database.ts';
import { conflict, invalid } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { notifyRights } from '../live/notify.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { requireProof } from './proof.ts';

/**
 * Deletes the actor's account. The row stays, so that promises and reports keep somebody who made them: under the role,
 * without the name. Everything personal is erased, sign-ins and places end. The last administrator cannot go alone.
 */
export const createDeletion =
  (tries: RateLimits) =>
  async (ctx: WriteContext, { typed, proof }: v.InferOutput<typeof deleteAccountSchema>): Promise<void> => {
    const { trx, actor, now } = ctx;
    const { personId, name } = actor;
    if (typed.trim() !== name.trim()) throw invalid({ typed: 'error_delete_typed' });
    await requireProof(ctx, tries, proof);
    await refuseLastAdministrator(ctx);
    const place = await networkOf(trx, personId);
    const person = await trx
      .selectFrom('person')
      .where('id', '=', personId)
      .select(['email', 'telephone', 'lang'])
      .executeTakeFirstOrThrow();
    const former = await formerName(trx, personId, person.lang);
    await eraseWords(trx, { personId, name, former, email: person.email });
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
    await recordAudit(trx, { kind: 'account_deleted', personId, at: now, ...place });
    if (person.email) await sayGoodbye(trx, { address: person.email, lang: actor.lang, name, now });
  };

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
  for (const { networkId, role } of actor.networks) {
    if (role !== 'administrator') continue;
    const other = await trx
      .selectFrom('network_member')
      .where('network_id', '=', networkId)
      .where('role', '=', 'administrator')
      .where('person_id', '<>', actor.personId)
      .forUpdate()
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

/** Takes name and address out of what was written about the person: events, mails, invitations, files read in. */
async function eraseWords(trx: Tx, { personId, name, former, email }: Erased): Promise<void> {
  const quoted = JSON.stringify(name);
  const like = `%${name.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const own = sql<boolean>`(by = ${personId} OR subject_id = ${personId} OR data::text LIKE ${`%${personId}%`}
    OR NOT EXISTS (SELECT 1 FROM person p WHERE p.name = ${name} AND p.id <> ${personId}))`;
  // As a whole value only: a name inside somebody's sentence is theirs to say.
  await sql`UPDATE event SET data = replace(data::text, ${quoted}, ${JSON.stringify(former)})::jsonb
    WHERE data::text LIKE ${like} AND ${own}`.execute(trx);
  await sql`UPDATE live_event SET data = NULL WHERE data::text LIKE ${like}`.execute(trx);
  await sql`DELETE FROM outbox WHERE person_id = ${personId} AND sent_at IS NULL`.execute(trx);
  await sql`UPDATE outbox SET address = '', data = '{}', key = 'erased:' || id WHERE person_id = ${personId}`.execute(
    trx,
  );
  await sql`UPDATE outbox SET data = replace(data::text, ${quoted}, ${JSON.stringify(former)})::jsonb
    WHERE data::text LIKE ${like}`.execute(trx);
  await sql`UPDATE mailbox_mail SET subject = replace(subject, ${name}, ${former}), text = replace(text, ${name}, ${former}),
    html = replace(html, ${name}, ${former}) WHERE text LIKE ${like}`.execute(trx);
  if (email) {
    await sql`DELETE FROM mailbox_mail WHERE lower(address) = lower(${email})`.execute(trx);
    await sql`UPDATE outbox SET address = '', data = '{}', key = 'erased:' || id
      WHERE lower(address) = lower(${email})`.execute(trx);
  }
  await sql`UPDATE invitation SET name = NULL, address = NULL, telephone = NULL WHERE lower(address) = lower(${email ?? ''})
    OR id IN (SELECT invitation_id FROM invitation_use WHERE person_id = ${personId})`.execute(trx);
  await sql`UPDATE import SET rows = '[]' WHERE state <> 'preview' AND state <> 'running' AND rows::text LIKE ${like}`.execute(
    trx,
  );
  await sql`DELETE FROM rate_limit WHERE key LIKE ${`%:${email ?? personId}`} OR key LIKE ${`%${personId}`}`.execute(
    trx,
  );
}
