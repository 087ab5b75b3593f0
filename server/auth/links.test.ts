import { afterAll, expect, test } from 'vitest';
import { newId } from '#domain/ids.ts';
import { testApp } from '../../tests/fixtures/app.ts';
import { inTransaction, sql } from '../db/database.ts';
import { createLinks } from '../messaging/links.ts';
import { makeToken, type TokenKind } from './account-token.ts';
import { hashPassword } from './passwords.ts';

// Every kind of link that stands for somebody or something: good, used, out of date, of another kind, taken back.

const secret = 'a secret of the tests, long enough';
const t = await testApp({ secret });
const [ada, felix, grace, odette] = [
  await t.actorOf('ada'),
  await t.actorOf('felix'),
  await t.actorOf('grace'),
  await t.actorOf('odette'),
];
const from = { address: '10.9.0.1', device: 'Firefox' };
const start = t.clock.now();
afterAll(() => t.close());

const oneTime = async (kind: TokenKind, data = {}): Promise<string> => {
  const of = { personId: grace.personId, address: grace.email };
  const made = { kind, ...of, data, now: t.clock.now(), minutes: 20 };
  return (await inTransaction(t.db, (trx) => makeToken(trx, made))).token;
};
const password = { password: 'a few words in a row' };
const { auth, people } = t.app;
const kinds = {
  sign_in: {
    look: (link: string) => auth.lookAtLink(link),
    use: (link: string) => auth.enterByLink(link, from),
  },
  password: {
    look: (link: string) => auth.lookAtPasswordLink(link),
    use: (link: string) => auth.choosePassword(link, password, from),
  },
  email_old: {
    look: (link: string) => people.lookAtAddressChange('old', link),
    use: (link: string) => people.answerAddressChange('old', link, { answer: 'no' }),
  },
  email_new: {
    look: (link: string) => people.lookAtAddressChange('new', link),
    use: (link: string) => people.answerAddressChange('new', link, { answer: 'no' }),
  },
};
type Kind = keyof typeof kinds;
const closed = async (kind: Kind, link: string) => {
  expect(await kinds[kind].look(link), kind).toBeNull();
  await expect(kinds[kind].use(link), kind).rejects.toMatchObject({ code: 'gone' });
};

for (const kind of Object.keys(kinds) as Kind[])
  test(`a link of the kind ${kind} opens once, for what it was made, in its time`, async () => {
    for (const forged of ['', 'A'.repeat(43), `${await oneTime(kind)}A`, "' or ''='"])
      await closed(kind, forged);
    for (const other of Object.keys(kinds) as Kind[])
      if (other !== kind) await closed(kind, await oneTime(other));
    const late = await oneTime(kind);
    t.clock.set(new Date(start.getTime() + 20 * 60_000 + 1));
    await closed(kind, late);
    t.clock.set(start);
    const good = await oneTime(kind, { change: newId() });
    expect(await kinds[kind].look(good)).not.toBeNull();
    await kinds[kind].use(good);
    await closed(kind, good);
  });

test('a new password takes back the links in mails that wait; thinking better of it those about an address', async () => {
  const waiting = await oneTime('sign_in');
  await auth.choosePassword(await oneTime('password'), password, from);
  await closed('sign_in', waiting);
  const sides = [await oneTime('email_old'), await oneTime('email_new')] as const;
  await people.withdrawAddress(grace, {});
  await closed('email_old', sides[0]);
  await closed('email_new', sides[1]);
});

/** Everything that is kept, but for the counts of tries in vain. */
async function kept(): Promise<string> {
  const { rows } = await sql<{ name: string }>`SELECT tablename AS name FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'rate_limit' ORDER BY tablename`.execute(t.db);
  const found = [];
  for (const { name } of rows)
    found.push(
      (
        await sql<{ all: string }>`SELECT md5(string_agg(one::text, '' ORDER BY one::text)) AS all
          FROM ${sql.table(name)} one`.execute(t.db)
      ).rows[0]?.all,
    );
  return JSON.stringify(found);
}

test('looking at a link, of whatever kind and however often, writes nothing', async () => {
  await t.db
    .updateTable('person')
    .set({ password_hash: await hashPassword(password.password) })
    .where('id', '=', odette.personId)
    .execute();
  const place = { networkId: t.networkId, roomId: t.roomId, institutionId: t.institutionIds.gihara };
  const invitation = await t.app.invitations.make(ada, { ...place, role: 'staff' });
  const sessionId = await t.app.sessions.plan(felix, {
    ...{ roomId: t.roomId, kind: 'coaching_session', title: 'Stock cards', day: '2026-12-01', time: '14:00' },
    ...{ minutes: 60, agenda: [] },
  });
  const guest = await t.app.guests.makeLink(felix, { sessionId });
  const feed = await t.app.calendar.makeFeed(odette, {});
  const links = createLinks(secret);
  const answer = links.answers.sign({ sessionId, personId: odette.personId });
  const made = await t.app.commitments.make(felix, {
    ...{ roomId: t.roomId, text: 'Count', lang: 'en', dueOn: '2026-12-10', reportOn: '2026-12-15' },
    ...{ institutionId: t.institutionIds.gihara, ownerId: odette.personId },
  });
  const commitmentId = typeof made === 'string' ? made : made.id;
  const about = { commitmentId, ownerId: odette.personId, reportOn: '2026-12-15' };
  const tokens = new Map(
    await Promise.all(
      (['sign_in', 'password', 'email_old', 'email_new', 'join'] as const).map(
        async (kind) => [kind, await oneTime(kind)] as const,
      ),
    ),
  );
  const before = await kept();
  const bent = (link: string) => (link.startsWith('A') ? 'B' : 'A') + link.slice(1);
  for (const turn of [(link: string) => link, (link: string) => link, bent]) {
    for (const kind of Object.keys(kinds) as Kind[]) await kinds[kind].look(turn(tokens.get(kind)!));
    await t.app.invitations.look(turn(invitation.token), null);
    await t.app.invitations.lookAtJoining(turn(tokens.get('join')!), null);
    await t.app.guests.look(turn(guest.token));
    await t.app.feeds.open(turn(feed), '10.9.0.2');
    await t.app.answerLinks.look(turn(answer));
    for (const kind of ['report', 'accept'] as const)
      await t.app.links.look(turn(links.sign({ kind, ...about }, t.clock.now())));
  }
  expect(await kept()).toBe(before);
  // They were good, all the while.
  expect((await t.app.answerLinks.look(answer)).state).toBe('open');
  expect(await t.app.feeds.open(feed, '10.9.0.2')).not.toBeNull();
  await kinds.sign_in.use(tokens.get('sign_in')!);
  expect(await kept()).not.toBe(before);
});
