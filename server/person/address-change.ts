import { newId } from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import { answerAddress, type changeAddress as changeAddressSchema } from '#domain/person/schemas.ts';
import type * as v from 'valibot';
import { claimToken, endTokens, lookAtToken, makeToken, type FoundToken } from '../auth/account-token.ts';
import { networkOf, type From } from '../auth/entering.ts';
import { limits, type RateLimits } from '../auth/rate-limits.ts';
import { parseInput, type Clock, type WriteContext } from '../context.ts';
import { inTransaction, sql, type Database, type Tx } from '../db/database.ts';
import { conflict, gone, invalid } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { notifyLive } from '../live/notify.ts';
import { enqueueMessage } from '../messaging/outbox.ts';

export type Side = 'old' | 'new';
const kindOf = { old: 'email_old', new: 'email_new' } as const;
const TWO_DAYS = 2 * 24 * 60;

interface Parts {
  db: Database;
  clock: Clock;
  tries: RateLimits;
  tokenOf: (id: string) => string;
}

export type Said = { state: 'half' | 'changed' | 'refused'; address: string };

/** Another e-mail address: both addresses have to say yes, by links in mails; the old one can say no. */
export function createAddressChange({ db, clock, tries, tokenOf }: Parts) {
  return {
    /** Asks both addresses. Whether the new one is somebody's already is not told: then it gets no mail. */
    async ask(ctx: WriteContext, { email }: v.InferOutput<typeof changeAddressSchema>): Promise<void> {
      const { trx, actor, now } = ctx;
      if (email === actor.email?.toLowerCase()) throw invalid({ email: 'error_address_same' });
      await tries.take(limits.mail, `change:${actor.personId}`);
      await endTokens(trx, actor.personId, ['email_old', 'email_new'], now);
      const data = { change: newId() };
      const made = { personId: actor.personId, address: email, data, now, minutes: TWO_DAYS };
      const message = { personId: actor.personId, roomId: null, at: now };
      if (actor.email) {
        const { id } = await makeToken(trx, { ...made, kind: 'email_old' }, tokenOf);
        const mail = { template: 'address_old', data: { tokenId: id, address: email } } as const;
        await enqueueMessage(trx, { ...message, ...mail, key: `address:${id}` });
      }
      const { id } = await makeToken(trx, { ...made, kind: 'email_new' }, tokenOf);
      if (await isTaken(trx, email)) return;
      await enqueueMessage(trx, {
        ...{ ...message, key: `address:${id}`, to: { address: email, lang: actor.lang } },
        ...{ template: 'address_new', data: { tokenId: id, name: actor.name } },
      });
    },
    /** The actor has thought better of it. */
    withdraw: ({ trx, actor, now }: WriteContext): Promise<void> => forget(trx, actor.personId, now),
    /** What a link asks; looking uses nothing up. */
    async look(side: Side, token: string): Promise<{ name: string; address: string; lang: Lang } | null> {
      const found = await lookAtToken(db, token, { kind: kindOf[side], now: clock.now() });
      const person = found?.personId && (await nameOf(db, found.personId));
      return person ? { ...person, address: found.address ?? '' } : null;
    },
    /** One address answers. The change is made when both have said yes. */
    async answer(side: Side, token: string, raw: unknown, from?: From): Promise<Said> {
      const input = parseInput(answerAddress, raw);
      return inTransaction(db, async (trx) => {
        const now = clock.now();
        const found = await claimToken(trx, token, { kind: kindOf[side], now });
        if (!found?.personId || !found.address) throw gone('auth_link_gone');
        if (input.answer === 'no') {
          await forget(trx, found.personId, now);
          return { state: 'refused', address: found.address };
        }
        await keepData(trx, found.id, { ...found.data, said: 'yes' });
        if (!(await otherSaidYes(trx, found, side))) return { state: 'half', address: found.address };
        await move(trx, found.personId, { to: found.address, now, from });
        return { state: 'changed', address: found.address };
      });
    },
  };
}

/** Ends both links, so that a yes said already does not count any more. */
async function forget(trx: Tx, personId: string, now: Date): Promise<void> {
  await endTokens(trx, personId, ['email_old', 'email_new'], now);
  await trx
    .updateTable('account_token')
    .set({ data: '{}', address: null })
    .where('person_id', '=', personId)
    .where('kind', 'in', ['email_old', 'email_new'])
    .execute();
}

const keepData = (trx: Tx, id: string, data: FoundToken['data']) =>
  trx
    .updateTable('account_token')
    .set({ data: JSON.stringify(data) })
    .where('id', '=', id)
    .execute();

/** Who had no address has no old one to ask. */
async function otherSaidYes(trx: Tx, found: FoundToken, side: Side): Promise<boolean> {
  const other = await trx
    .selectFrom('account_token')
    .where('person_id', '=', found.personId)
    .where('kind', '=', side === 'old' ? 'email_new' : 'email_old')
    .where(sql<string>`data->>'change'`, '=', String(found.data['change']))
    .forUpdate()
    .select('data')
    .executeTakeFirst();
  return !other || (other.data as { said?: string }).said === 'yes';
}

async function isTaken(db: Tx, address: string): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', address))
    .select('id')
    .executeTakeFirst();
  return Boolean(row);
}

async function move(
  trx: Tx,
  personId: string,
  { to, now, from }: { to: string; now: Date; from: From | undefined },
): Promise<void> {
  if (await isTaken(trx, to)) throw conflict('error_email_taken');
  const before = await trx
    .selectFrom('person')
    .where('id', '=', personId)
    .forUpdate()
    .select(['email', 'lang'])
    .executeTakeFirstOrThrow();
  await trx.updateTable('person').set({ email: to }).where('id', '=', personId).execute();
  await endTokens(trx, personId, ['sign_in', 'password', 'second_step'], now);
  await forget(trx, personId, now);
  await recordAudit(trx, {
    ...{ kind: 'address_changed', personId, at: now, ...(await networkOf(trx, personId)) },
    ...(from ? { address: from.address, device: from.device } : {}),
  });
  await notifyLive(trx, `person:${personId}`, now);
  const lang = before.lang as Lang;
  for (const address of [before.email, to].filter((one) => one !== null))
    await enqueueMessage(trx, {
      ...{ key: `address_changed:${address}:${now.toISOString()}`, personId, roomId: null, at: now },
      ...{ to: { address, lang }, template: 'address_changed', data: { address: to } },
    });
}

async function nameOf(db: Database, personId: string) {
  const row = await db
    .selectFrom('person')
    .where('id', '=', personId)
    .where('deleted_at', 'is', null)
    .select(['name', 'lang'])
    .executeTakeFirst();
  return row && { name: row.name, lang: row.lang as Lang };
}
