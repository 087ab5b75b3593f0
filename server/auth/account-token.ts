import { createHash, createHmac, randomBytes } from 'node:crypto';
import { newId } from '#domain/ids.ts';
import type { Database, Tx } from '../db/database.ts';
import type { JsonValue } from '../db/tables.ts';

export type TokenKind = 'sign_in' | 'password' | 'email_old' | 'email_new' | 'join' | 'second_step';

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface NewToken {
  kind: TokenKind;
  personId: string | null;
  /** The address it was sent to: it stands for that one only. */
  address?: string | null;
  data?: { [key: string]: JsonValue };
  now: Date;
  minutes: number;
}

export interface FoundToken {
  id: string;
  personId: string | null;
  address: string | null;
  data: { [key: string]: JsonValue };
}

/**
 * Makes a one-time token and returns it; the database keeps its sha256. `tokenOf` derives it from its id, for mails:
 * the outbox then holds the id alone, and the link is written when the mail is (`Writing.once`).
 */
export async function makeToken(
  trx: Tx,
  made: NewToken,
  tokenOf?: (id: string) => string,
): Promise<{ id: string; token: string }> {
  const id = newId();
  const token = tokenOf?.(id) ?? randomBytes(32).toString('base64url');
  await trx
    .insertInto('account_token')
    .values({
      id,
      token_hash: hashToken(token),
      kind: made.kind,
      person_id: made.personId,
      address: made.address ?? null,
      data: JSON.stringify(made.data ?? {}),
      made_at: made.now,
      expires_at: new Date(made.now.getTime() + made.minutes * 60_000),
    })
    .execute();
  return { id, token };
}

/** The token of a row, for who knows the server's secret: 256 bits that nobody else can say. */
export const tokenOfId = (secret: string, id: string): string =>
  createHmac('sha256', secret).update('twinward account token 1').update(id).digest('base64url');

/** What a token stands for as long as it is open; looking never uses it up. */
export async function lookAtToken(
  db: Database | Tx,
  token: string,
  { kind, now }: { kind: TokenKind; now: Date },
): Promise<FoundToken | null> {
  if (!/^[\w-]{43}$/.test(token)) return null;
  const row = await open(db, token, kind, now).executeTakeFirst();
  return row ? asFound(row) : null;
}

/** Uses a token up. Of two at once the second waits for the row and finds it used: null. */
export async function claimToken(
  trx: Tx,
  token: string,
  { kind, now }: { kind: TokenKind; now: Date },
): Promise<FoundToken | null> {
  if (!/^[\w-]{43}$/.test(token)) return null;
  const row = await open(trx, token, kind, now).forUpdate().executeTakeFirst();
  if (!row) return null;
  await trx.updateTable('account_token').set({ used_at: now }).where('id', '=', row.id).execute();
  return asFound(row);
}

/** Ends the open tokens of a person, of these kinds. */
export async function endTokens(trx: Tx, personId: string, kinds: TokenKind[], now: Date): Promise<void> {
  await trx
    .updateTable('account_token')
    .set({ used_at: now })
    .where('person_id', '=', personId)
    .where('kind', 'in', kinds)
    .where('used_at', 'is', null)
    .execute();
}

const open = (db: Database | Tx, token: string, kind: TokenKind, now: Date) =>
  db
    .selectFrom('account_token')
    .where('token_hash', '=', hashToken(token))
    .where('kind', '=', kind)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .select(['id', 'person_id', 'address', 'data']);

const asFound = (row: { id: string; person_id: string | null; address: string | null; data: unknown }) => ({
  id: row.id,
  personId: row.person_id,
  address: row.address,
  data: row.data as FoundToken['data'],
});
