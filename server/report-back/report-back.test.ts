import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#domain/ids.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { findDue } from '../commitment/find-due.ts';
import { deliver, mailboxGateway, type Gateway } from '../messaging/deliver.ts';
import { createLinks } from '../messaging/links.ts';

const secret = 'a secret of the tests, long enough';
const links = createLinks(secret);
let test: TestApp;
beforeAll(async () => (test = await testApp({ secret })));
afterAll(() => test.close());
beforeEach(() => test.clock.set('2026-11-23T08:00:00Z'));

const missing = { code: 'not_found' };
const as = (name: PersonName) => test.actorOf(name);
const report = (more: object = {}) => ({
  status: 'done',
  text: 'Deux semaines de suite.',
  lang: 'fr',
  ...more,
});

/** Jean-Paul promises, report on 1 December. */
async function promised(more: object = {}): Promise<string> {
  const id = newId();
  await test.app.commitments.make(await as('jeanpaul'), {
    id,
    roomId: test.roomId,
    text: 'Compter les 20 médicaments traceurs',
    lang: 'fr',
    institutionId: test.institutionIds.nyanza,
    ownerId: test.personIds.jeanpaul,
    dueOn: '2026-12-15',
    reportOn: '2026-12-01',
    ...more,
  });
  return id;
}
const give = async (name: PersonName, commitmentId: string, more: object = {}) =>
  test.app.reportBacks.give(await as(name), { commitmentId, reportOn: '2026-12-01', ...report(more) });
const tokenOf = (commitmentId: string, more: object = {}) =>
  links.sign(
    { kind: 'report', commitmentId, ownerId: test.personIds.jeanpaul, reportOn: '2026-12-01', ...more },
    test.clock.now(),
  );
const page = async (id: string, name: PersonName = 'odette') => test.app.commitments.page(await as(name), id);

describe('reporting back', () => {
  it('is refused to everybody but the owner and the facilitator', async () => {
    const id = await promised();
    await expect(
      test.app.reportBacks.give(null, { commitmentId: id, reportOn: '2026-12-01', ...report() }),
    ).rejects.toMatchObject({ code: 'signed_out' });
    for (const name of ['odette', 'theo', 'grace', 'clemence', 'olive', 'oscar', 'beatrice', 'ada'] as const)
      await expect(give(name, id)).rejects.toMatchObject(missing);
    await give('felix', id);
    expect((await page(id)).item.state).toEqual({ kind: 'done' });
  });

  it.each([
    ['no status', { status: 'perhaps' }, 'status'],
    ['no words', { text: '' }, 'text'],
    ['a photo that is none', { photo: new Blob(['not a picture']) }, 'photo'],
    ['a next date that has passed', { status: 'stuck', nextReportOn: '2026-11-01' }, 'nextReportOn'],
    ['a next date that does not exist', { status: 'stuck', nextReportOn: '2026-02-30' }, 'nextReportOn'],
  ])('refuses %s and writes nothing', async (_what, more, field) => {
    const id = await promised();
    await expect(give('jeanpaul', id, more)).rejects.toMatchObject({
      code: 'invalid',
      fields: { [field]: expect.any(String) },
    });
    expect((await page(id)).reports).toEqual([]);
  });

  it('stuck asks again in two weeks; a second report for the same date is refused', async () => {
    const id = await promised();
    test.clock.set('2026-12-01T08:00:00Z');
    await give('jeanpaul', id, { status: 'stuck', helpWanted: 'on' });
    const { item, reports } = await page(id);
    expect(item.state).toMatchObject({ kind: 'reported', status: 'stuck', reportOn: '2026-12-15' });
    expect(reports).toMatchObject([{ helpWanted: true, reportOn: '2026-12-01' }]);
    await expect(give('jeanpaul', id)).rejects.toMatchObject({ fields: { '': 'report_back_error_already' } });
  });

  it('keeps a photo without its metadata, for the room only', async () => {
    const id = await promised();
    const bytes = await sharp({ create: { width: 40, height: 20, channels: 3, background: '#a8481f' } })
      .jpeg()
      .toBuffer();
    await give('jeanpaul', id, { photo: new Blob([new Uint8Array(bytes)]) });
    const imageId = (await page(id)).reports[0]?.imageId ?? '';
    expect(await test.app.images.open(await as('odette'), imageId)).toMatchObject({ width: 40 });
    await expect(test.app.images.open(await as('oscar'), imageId)).rejects.toMatchObject(missing);
  });

  it('is heard by the witness, once, and answered by members', async () => {
    const id = await promised();
    const { id: reportBackId } = await give('jeanpaul', id);
    for (const name of ['clemence', 'felix', 'olive', 'oscar', 'beatrice'] as const)
      await expect(test.app.reportBacks.hear(await as(name), { reportBackId })).rejects.toMatchObject(
        missing,
      );
    const answer = { reportBackId, text: 'Bravo', lang: 'fr' };
    for (const name of ['olive', 'oscar', 'beatrice'] as const)
      await expect(test.app.reportBacks.reply(await as(name), answer)).rejects.toMatchObject(missing);
    await test.app.reportBacks.hear(await as('odette'), { reportBackId });
    await expect(test.app.reportBacks.hear(await as('theo'), { reportBackId })).rejects.toMatchObject({
      code: 'conflict',
    });
    await test.app.reportBacks.reply(await as('odette'), answer);
    const seen = await page(id);
    expect(seen.item.state).toEqual({ kind: 'heard' });
    expect(seen.reports[0]).toMatchObject({
      heard: { byName: 'Odette Mukamana' },
      replies: [{ text: 'Bravo' }],
    });
    expect(seen.thread.map((knot) => knot.kind)).toEqual([
      'commitment_made',
      'report_back_given',
      'report_back_heard',
      'reply_written',
    ]);
    const mails = await test.db
      .selectFrom('outbox')
      .where('template', 'in', ['report_to_hear', 'report_reply'])
      .where((eb) => eb('data', '@>', JSON.stringify({ commitmentId: id })))
      .orderBy('template')
      .select(['template', 'address'])
      .execute();
    // Théo co-facilitates for the witness; Jean-Paul reads the answer.
    expect(mails).toEqual([
      { template: 'report_reply', address: 'jeanpaul@example.org' },
      { template: 'report_to_hear', address: 'theo@example.org' },
    ]);
  });
});

describe('a signed link', () => {
  const stateOf = async (token: string) => (await test.app.links.look(token)).state;

  it('that is forged, bent, expired or another’s says so and writes nothing', async () => {
    const id = await promised();
    const token = tokenOf(id);
    const bent = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
    for (const wrong of ['', 'x', bent, `${token}A`, `${token.slice(0, -2)}`, token.replace(/.$/, '=')])
      expect(await stateOf(wrong)).toBe('forged');
    const foreign = createLinks('another secret, also long enough').sign(
      { kind: 'report', commitmentId: id, ownerId: test.personIds.jeanpaul, reportOn: '2026-12-01' },
      test.clock.now(),
    );
    expect(await stateOf(foreign)).toBe('forged');
    expect(await stateOf(tokenOf(id, { ownerId: test.personIds.clemence }))).toBe('taken_back');
    expect(await stateOf(tokenOf(id, { ownerId: test.personIds.oscar }))).toBe('taken_back');
    test.clock.set('2026-12-24T08:00:01Z');
    expect(await stateOf(token)).toBe('expired');
    for (const wrong of [bent, foreign, token])
      await expect(test.app.links.give(wrong, report())).rejects.toMatchObject({ code: 'gone' });
    expect((await page(id)).reports).toEqual([]);
  });

  it('is good for one report, any number of looks, and shows what was said', async () => {
    const id = await promised();
    const token = tokenOf(id);
    expect([await stateOf(token), await stateOf(token)]).toEqual(['open', 'open']);
    await expect(test.app.links.give(token, report({ text: '' }))).rejects.toMatchObject({ code: 'invalid' });
    await test.app.links.give(token, report());
    expect(await test.app.links.look(token)).toMatchObject({
      state: 'answered',
      report: { text: 'Deux semaines de suite.' },
    });
    await expect(test.app.links.give(token, report())).rejects.toMatchObject({ code: 'gone' });
    const rows = await test.db
      .selectFrom('report_back')
      .where('commitment_id', '=', id)
      .selectAll()
      .execute();
    expect(rows).toMatchObject([{ via: 'link', by: test.personIds.jeanpaul }]);
  });

  it('of a date that moved, of a pause, and of an owner who left the room opens nothing', async () => {
    const id = await promised();
    const token = tokenOf(id);
    const owner = await as('jeanpaul');
    const moved = { commitmentId: id, dueOn: '2026-12-15', reportOn: '2026-12-08', reason: 'Travaux' };
    await test.app.commitments.postpone(owner, moved);
    expect(await stateOf(token)).toBe('moved');
    await test.app.commitments.pause(owner, { commitmentId: id, reason: 'Inondation' });
    expect(await stateOf(token)).toBe('paused');
    await test.app.commitments.resume(owner, { commitmentId: id });
    await test.app.commitments.handOver(owner, { commitmentId: id, ownerId: test.personIds.clemence });
    expect(await stateOf(tokenOf(id, { reportOn: '2026-12-08' }))).toBe('taken_back');
  });

  it('accepts, and is no key for reporting', async () => {
    const id = await promised();
    const handOver = { commitmentId: id, ownerId: test.personIds.clemence };
    await test.app.commitments.handOver(await as('jeanpaul'), handOver);
    const token = tokenOf(id, { kind: 'accept', ownerId: test.personIds.clemence });
    await expect(test.app.links.give(token, report())).rejects.toMatchObject({ code: 'gone' });
    await test.app.links.accept(token);
    expect(await stateOf(token)).toBe('answered');
    expect((await page(id)).accepted).toBe(true);
  });
});

describe('nudges and mail', () => {
  const keys = async (id: string) =>
    (
      await test.db
        .selectFrom('outbox')
        .where('key', 'like', `report_%${id}%`)
        .orderBy('made_at')
        .select('template')
        .execute()
    ).map((row) => row.template);
  const at = async (time: string) => {
    test.clock.set(time);
    await findDue({ db: test.db, now: test.clock.now() });
  };

  it('come at eight in the room’s morning, once, and again after two silent days', async () => {
    const id = await promised();
    await at('2026-12-01T05:59:00Z');
    expect(await keys(id)).toEqual([]);
    await at('2026-12-01T06:00:00Z');
    await at('2026-12-01T06:01:00Z');
    expect(await keys(id)).toEqual(['report_due']);
    await at('2026-12-03T06:00:00Z');
    await at('2026-12-04T06:00:00Z');
    expect(await keys(id)).toEqual(['report_due', 'report_late']);
  });

  it('follow a date that moves, and rest with a pause or a report', async () => {
    const [moved, paused, told] = [await promised(), await promised(), await promised()];
    const owner = await as('jeanpaul');
    await at('2026-12-01T07:00:00Z');
    const dates = { dueOn: '2026-12-15', reportOn: '2026-12-02', reason: 'Travaux' };
    await test.app.commitments.postpone(owner, { commitmentId: moved, ...dates });
    await test.app.commitments.pause(owner, { commitmentId: paused, reason: 'Inondation' });
    await give('jeanpaul', told);
    await at('2026-12-02T07:00:00Z');
    await at('2026-12-03T07:00:00Z');
    expect(await keys(moved)).toEqual(['report_due', 'report_due']);
    expect(await keys(paused)).toEqual(['report_due']);
    expect((await keys(told)).filter((template) => template !== 'report_to_hear')).toEqual(['report_due']);
  });

  it('a mail has a link that works, is delivered once, and waits when the gateway fails', async () => {
    const id = await promised();
    await at('2026-12-01T06:00:00Z');
    const row = await test.db
      .selectFrom('outbox')
      .where('key', 'like', `report_due:${id}%`)
      .selectAll()
      .executeTakeFirstOrThrow();
    const parts = { db: test.db, clock: test.clock, links, origin: 'https://twin.example' };
    const broken: Gateway = () => Promise.reject(new Error('451 try later'));
    await expect(deliver({ ...parts, gateway: broken }, row.id)).rejects.toThrow('451');
    const waiting = await test.db
      .selectFrom('outbox')
      .where('id', '=', row.id)
      .selectAll()
      .executeTakeFirst();
    expect(waiting).toMatchObject({ sent_at: null, attempts: 1, last_error: '451 try later' });
    await deliver({ ...parts, gateway: mailboxGateway }, row.id);
    await deliver({ ...parts, gateway: mailboxGateway }, row.id);
    const mails = await test.app.mailbox!.list(await as('jeanpaul'));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toBe('Où en êtes-vous\u00a0? Compter les 20 médicaments traceurs');
    const token = /https:\/\/twin\.example\/r\/([\w-]+)\?lang=fr/.exec(mails[0]?.text ?? '')?.[1] ?? '';
    expect(await test.app.links.look(token)).toMatchObject({ state: 'open', item: { id } });
    await expect(test.app.mailbox!.open(await as('odette'), mails[0]!.id)).rejects.toMatchObject(missing);
    const { html } = await test.app.mailbox!.open(await as('jeanpaul'), mails[0]!.id);
    expect(html).toContain('Faire le retour');
  });
});
