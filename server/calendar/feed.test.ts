import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { expect, test } from 'vitest';
import { deliver, smtpGateway } from '../messaging/deliver.ts';
import { createLinks } from '../messaging/links.ts';
import { instant, plan, read, t, tell, withInvitations } from '../../tests/fixtures/invitations.ts';

withInvitations();

const open = async (token: string) => t.app.feeds.open(token, '192.0.2.1');

test('a calendar address shows what its holder may see now, and nothing when it has ended', async () => {
  const odette = await t.actorOf('odette');
  const sessionId = await plan({ title: 'Un été à Nyanza; fiches' });
  const off = await plan({ title: 'Off', day: '2026-12-01' });
  await t.app.sessions.cancel(await t.actorOf('felix'), { sessionId: off });
  expect(await t.app.calendar.feedState(odette)).toBeNull();
  const token = await t.app.calendar.makeFeed(odette, {});
  const feed = await open(token);
  const { events, method } = read(feed!.content);
  expect(method).toBe('PUBLISH');
  expect(events.map((event) => [event.summary, event.component.getFirstPropertyValue('status')])).toEqual([
    ['Un été à Nyanza; fiches', 'CONFIRMED'],
    ['Off', 'CANCELLED'],
  ]);
  expect([events[0]!.uid, instant(events[0]!.startDate)]).toEqual([
    `${sessionId}@localhost`,
    '2026-11-26T12:00:00.000Z',
  ]);
  // The same is the same, byte for byte.
  expect((await open(token))!.etag).toBe(feed!.etag);
  const seat = await t.db
    .deleteFrom('room_member')
    .where('person_id', '=', t.personIds.odette)
    .returningAll()
    .executeTakeFirstOrThrow();
  expect(read((await open(token))!.content).events).toEqual([]);
  expect((await open(token))!.etag).not.toBe(feed!.etag);
  await t.db.insertInto('room_member').values(seat).execute();
  const renewed = await t.app.calendar.makeFeed(odette, { withDue: 'on' });
  expect(await open(token)).toBeNull();
  expect(await open(renewed)).not.toBeNull();
  await t.app.calendar.endFeed(odette, {});
  for (const bad of [renewed, '', 'x', 'A'.repeat(43)]) expect(await open(bad)).toBeNull();
  const stored = JSON.stringify(await t.db.selectFrom('calendar_feed').selectAll().execute());
  expect(stored).not.toContain(token);
});

test('my commitments are days of it when asked for; somebody who guesses on and on is stopped', async () => {
  const odette = await t.actorOf('odette');
  await t.app.commitments.make(odette, {
    ...{
      roomId: t.roomId,
      text: 'Compter, chaque vendredi',
      lang: 'fr',
      dueOn: '2026-12-10',
      reportOn: '2026-12-15',
    },
    ...{ institutionId: t.institutionIds.gihara, ownerId: t.personIds.odette },
  });
  const without = await t.app.calendar.makeFeed(odette, {});
  expect(read((await open(without))!.content).events).toEqual([]);
  const token = await t.app.calendar.makeFeed(odette, { withDue: 'on' });
  const [due] = read((await open(token))!.content).events;
  expect([due!.summary, due!.startDate.isDate, due!.startDate.toString()]).toEqual([
    'Due: Compter, chaque vendredi',
    true,
    '2026-12-10',
  ]);
  const guess = async () => {
    for (let n = 0; n < 70; n++) await open(`guess ${n}`);
  };
  await expect(guess()).rejects.toMatchObject({ code: 'too_many' });
  expect(await open(token)).not.toBeNull();
});

test('one session to download, for members only', async () => {
  const sessionId = await plan();
  const { events } = read(await t.app.calendar.fileOf(await t.actorOf('olive'), sessionId));
  expect([events.length, events[0]!.uid]).toEqual([1, `${sessionId}@localhost`]);
  for (const name of ['oscar', 'ada'] as const)
    await expect(t.app.calendar.fileOf(await t.actorOf(name), sessionId)).rejects.toMatchObject({
      code: 'not_found',
    });
});

test('a mail program gets the invitation as another way to read the mail and as a file', async () => {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        received.push(Buffer.concat(parts).toString());
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  try {
    await plan({ title: 'Réunion d’été' });
    await tell();
    const row = await t.db
      .selectFrom('outbox')
      .where('person_id', '=', t.personIds.jeanpaul)
      .select('id')
      .executeTakeFirstOrThrow();
    const from = 'Twinward <meet@twin.example>';
    await deliver(
      {
        ...{ db: t.db, clock: t.clock, origin: t.app.origin, from },
        links: createLinks('a secret of the tests, long enough'),
        gateway: smtpGateway(`smtp://127.0.0.1:${port}`, from),
      },
      row.id,
    );
  } finally {
    await new Promise<void>((resolve) => server.close(resolve));
  }
  const raw = received[0]!;
  expect(raw).toMatch(/Content-Type: multipart\/alternative/);
  expect(raw).toMatch(/Content-Type: text\/calendar; charset=utf-8; method=REQUEST/i);
  const mail = await PostalMime.parse(raw);
  const files = mail.attachments.filter(({ mimeType }) => /calendar|ics/.test(mimeType));
  expect(files.some(({ filename }) => filename === 'invite.ics')).toBe(true);
  for (const file of files) {
    const content = typeof file.content === 'string' ? file.content : new TextDecoder().decode(file.content);
    const { events, method } = read(content);
    expect([method, events[0]!.summary]).toEqual(['REQUEST', 'Réunion d’été']);
  }
  expect(mail.text).toContain('Je viens');
  expect(mail.html).toContain('Peut-être');
});
