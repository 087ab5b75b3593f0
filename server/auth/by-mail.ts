import type { PersonId } from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import { byAddress, choosePassword } from '#domain/person/schemas.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, sql, type Database, type Tx } from '../db/database.ts';
import { gone } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { claimToken, endTokens, lookAtToken, makeToken, type FoundToken } from './account-token.ts';
import { endSignIns } from './end-sign-ins.ts';
import { networkOf, type Entered, type Entering, type From } from './entering.ts';
import { hashPassword } from './passwords.ts';
import { limits, type RateLimits } from './rate-limits.ts';

type MailKind = 'sign_in' | 'password';
/** Minutes that a link in a mail works. */
export const LINK_MINUTES = 20;

interface Parts {
  db: Database;
  clock: Clock;
  entering: Entering;
  tries: RateLimits;
}

/** Coming in by a link in a mail, and choosing a new password by one. */
export function createMailSignIn({ db, clock, entering, tries }: Parts) {
  const look = async (token: string, kind: MailKind) => {
    const found = await lookAtToken(db, token, { kind, now: clock.now() });
    return found && holderOf(db, found);
  };
  return {
    /**
     * Asks for a mail with a link. Whether the address is anybody's is found out by the job that writes the mail, so
     * that the answer and the time it takes are the same for all.
     */
    async askForMail(kind: MailKind, raw: unknown, from: From): Promise<void> {
      const { email } = parseInput(byAddress, raw);
      await tries.take(limits.mailAddress, from.address);
      await tries.take(limits.mail, email);
      const payload = JSON.stringify({ kind, email });
      await sql`SELECT graphile_worker.add_job('account-mail', ${payload}::json)`.execute(db);
    },
    /** Whom a sign-in link stands for; null when it opens nothing. Looking uses nothing up. */
    lookAtLink: (token: string) => look(token, 'sign_in'),
    lookAtPasswordLink: (token: string) => look(token, 'password'),
    /** Uses a sign-in link up and lets its person in. */
    async enterByLink(token: string, from: From): Promise<Entered> {
      const person = await inTransaction(db, async (trx) => {
        const found = await claimToken(trx, token, { kind: 'sign_in', now: clock.now() });
        return found && holderOf(trx, found);
      });
      if (!person) throw gone('auth_link_gone');
      return entering.enter(person.personId, from, 'link');
    },
    /** A new password by a link; every other sign-in of the person ends. */
    async choosePassword(token: string, raw: unknown, from: From): Promise<Entered> {
      const { password } = parseInput(choosePassword, raw);
      if (!(await look(token, 'password'))) throw gone('auth_link_gone');
      const passwordHash = await hashPassword(password);
      const person = await inTransaction(db, async (trx) => {
        const now = clock.now();
        const found = await claimToken(trx, token, { kind: 'password', now });
        const holder = found && (await holderOf(trx, found));
        if (holder) await keepPassword(trx, holder.personId, { passwordHash, now, from });
        return holder;
      });
      if (!person) throw gone('auth_link_gone');
      await tries.forget(limits.account, person.email);
      await tries.forget(limits.accountDay, person.email);
      return entering.enter(person.personId, from, 'password');
    },
  };
}

async function keepPassword(
  trx: Tx,
  personId: PersonId,
  { passwordHash, now, from }: { passwordHash: string; now: Date; from: From },
): Promise<void> {
  await trx.updateTable('person').set({ password_hash: passwordHash }).where('id', '=', personId).execute();
  await endSignIns(trx, personId);
  await endTokens(trx, personId, ['sign_in', 'password', 'second_step'], now);
  const { address, device } = from;
  await recordAudit(trx, {
    kind: 'password_changed',
    ...{ personId, at: now, address, device, ...(await networkOf(trx, personId)), data: { how: 'link' } },
  });
  const key = `password_changed:${personId}:${now.toISOString()}`;
  await enqueueMessage(trx, { key, personId, roomId: null, template: 'password_changed', data: {}, at: now });
}

/** The person behind a token, as long as the address it was sent to is still theirs. */
async function holderOf(
  db: Database | Tx,
  { personId, address }: FoundToken,
): Promise<{ personId: PersonId; name: string; email: string; lang: Lang } | null> {
  if (!personId || !address) return null;
  const row = await db
    .selectFrom('person')
    .where('id', '=', personId)
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', address))
    .where('deleted_at', 'is', null)
    .select(['name', 'lang'])
    .executeTakeFirst();
  return row
    ? { personId: personId as PersonId, name: row.name, email: address, lang: row.lang as Lang }
    : null;
}

/** The job behind `askForMail`: writes the mail when the address is somebody's, and nothing otherwise. */
export async function writeAccountMail(
  { db, clock, tokenOf }: { db: Database; clock: Clock; tokenOf: (id: string) => string },
  { kind, email }: { kind: MailKind; email: string },
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const person = await trx
      .selectFrom('person')
      .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email))
      .where('deleted_at', 'is', null)
      .where('guest_of', 'is', null)
      .select('id')
      .executeTakeFirst();
    if (!person) return;
    const now = clock.now();
    const made = { kind, personId: person.id, address: email, now, minutes: LINK_MINUTES };
    const { id } = await makeToken(trx, made, tokenOf);
    await enqueueMessage(trx, {
      ...{ key: `${kind}:${id}`, personId: person.id, roomId: null, at: now },
      template: kind === 'sign_in' ? 'sign_in_link' : 'password_link',
      data: { tokenId: id },
    });
  });
}
