import http from 'node:http';
import { describe, expect, it } from 'vitest';
import { framed } from '#domain/sync/framing.ts';
import { anUpdate, note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { makeRoomWithPlan, until } from '../../tests/fixtures/realtime.ts';
import { updateFrame } from './frames.ts';

const t = useRealtime();

const address = () => `${t.server.url.replace('ws', 'http')}/${t.room.documentId}`;
const ask = (
  method: string,
  headers: Record<string, string> = {},
  query = '',
  body?: Uint8Array<ArrayBuffer>,
) => fetch(address() + query, { method, headers, ...(body ? { body } : {}) });
async function opened(cookie: string): Promise<Record<string, string>> {
  const answer = await ask('POST', { cookie });
  expect(answer.status).toBe(201);
  return { cookie, 'sync-line': ((await answer.json()) as { line: string }).line };
}
async function closeCodeOf(answer: Response): Promise<number> {
  expect(answer.status).toBe(410);
  return ((await answer.json()) as { code: number }).code;
}

describe('where websockets are blocked', () => {
  it('refuses as a socket would: signed out, no such document, a foreign origin, an unknown line', async () => {
    expect(await closeCodeOf(await ask('POST', { cookie: 'nobody' }))).toBe(4401);
    expect(await closeCodeOf(await ask('POST', { cookie: 'outsider' }))).toBe(4404);
    expect((await ask('POST', { cookie: 'odette', origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask('GET', { cookie: 'odette', 'sync-line': 'made up' })).status).toBe(404);
    expect((await ask('PUT', { cookie: 'odette' })).status).toBe(405);
    expect(t.server.realtime.metrics().connections).toBe(0);
  });
  it('belongs to who opened it: another sign-in, nobody, and another document hear and write nothing', async () => {
    const mine = await opened('odette');
    const other = await makeRoomWithPlan(t.db.kysely);
    const elsewhere = `${t.server.url.replace('ws', 'http')}/${other.documentId}`;
    const update = framed(updateFrame(anUpdate('not hers')));
    for (const cookie of ['jean-paul', 'observer', 'nobody', '']) {
      const stolen = { ...mine, cookie };
      expect((await ask('POST', stolen, '?first=1', update)).status).toBe(404);
      expect((await ask('GET', stolen, '?after=0')).status).toBe(404);
      expect((await ask('DELETE', stolen)).status).toBe(404);
    }
    const answer = await fetch(`${elsewhere}?first=1`, { method: 'POST', headers: mine, body: update });
    expect(answer.status).toBe(404);
    expect(await t.rowCount()).toBe(0);
    expect((await ask('POST', mine, '?first=1', update)).status).toBe(204);
    await until(async () => (await t.rowCount()) === 1);
  });
  it('keeps nothing for readers who never read, and of ended lines only why', async () => {
    await t.restart({ limits: { bufferedBytes: 200_000, connectionsPerPersonAndDocument: 3 } });
    t.visitor('odette', t.room.odette, true);
    t.visitor('jean-paul', t.room.jeanPaul, true);
    const silent = await opened('odette');
    for (let n = 0; n < 2; n++) await opened('odette');
    expect(await closeCodeOf(await ask('POST', { cookie: 'odette' }))).toBe(4529);
    const writer = t.client('jean-paul');
    await writer.synced;
    for (let n = 0; n < 12; n++) {
      note(writer.doc, 'x'.repeat(30_000));
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await until(() => t.server.realtime.metrics().connections === 1);
    expect(await closeCodeOf(await ask('GET', silent, '?after=0'))).toBe(4500);
    expect(writer.provider.wsconnected).toBe(true);
  });
  it('takes one bringing request at a time: one that hangs is ended by the next', async () => {
    const mine = await opened('odette');
    const url = new URL(address());
    const hanging = http.request(url, { method: 'POST', path: `${url.pathname}?first=1`, headers: mine });
    const broken = new Promise((resolve) => hanging.on('error', resolve));
    hanging.write(new Uint8Array([0x82]));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const update = framed(updateFrame(anUpdate('goes on')));
    expect((await ask('POST', mine, '?first=1', update)).status).toBe(204);
    expect(await broken).toBeInstanceOf(Error);
    await until(async () => (await t.rowCount()) === 1);
  });
  it('closes a line on a malformed message and on missing ones, and tells the others nothing', async () => {
    const other = t.client('jean-paul');
    await other.synced;
    const bent = await opened('odette');
    expect(await closeCodeOf(await ask('POST', bent, '?first=1', new Uint8Array([0x82, 9, 1])))).toBe(4400);
    const gap = await opened('odette');
    const update = framed(updateFrame(anUpdate('too early')));
    expect(await closeCodeOf(await ask('POST', gap, '?first=2', update))).toBe(4500);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(notes(other.doc)).not.toContain('too early');
  });
  it('does not write for who may only read', async () => {
    const observer = t.overRequests('observer');
    await observer.synced;
    note(observer.doc, 'not mine to write');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await t.rowCount()).toBe(0);
  });
  it('carries the same words both ways, with people on websockets', async () => {
    const [a, b] = [t.overRequests('odette'), t.client('jean-paul')];
    await Promise.all([a.synced, b.synced]);
    note(a.doc, 'from requests');
    note(b.doc, 'from a socket');
    await until(() => notes(b.doc).includes('from requests') && notes(a.doc).includes('from a socket'));
    a.provider.awareness.setLocalStateField('cursor', 3);
    await until(() => [...b.provider.awareness.getStates().values()].some((state) => state['cursor'] === 3));
    expect(notes(a.doc)).toEqual(notes(b.doc));
    a.stop();
    await until(() => t.server.realtime.metrics().connections === 1);
  });
  it('loses nothing and does nothing twice when answers get lost', async () => {
    let n = 0;
    const a = t.overRequests('odette', () => ++n > 4 && n % 3 === 0);
    const b = t.client('jean-paul');
    await Promise.all([a.synced, b.synced]);
    for (let i = 0; i < 12; i++) {
      note(a.doc, `a${i}`);
      note(b.doc, `b${i}`);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await until(
      () =>
        notes(a.doc).length === notes(b.doc).length &&
        notes(b.doc).includes('a11') &&
        notes(a.doc).includes('b11'),
      15_000,
    );
    expect(n).toBeGreaterThan(10);
  }, 30_000);
  it('is closed at once when the right is gone', async () => {
    const headers = await opened('odette');
    const question = ask('GET', headers, '?after=0');
    await question;
    const next = ask('GET', headers, '?after=99');
    t.server.visitors.delete('odette');
    t.server.realtime.revoke({ personId: t.room.odette });
    expect(await closeCodeOf(await next)).toBe(4401);
    expect(t.server.realtime.metrics().connections).toBe(0);
  });
});
