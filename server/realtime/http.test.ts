import { describe, expect, it } from 'vitest';
import { framed } from '#domain/sync/framing.ts';
import { anUpdate, note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { until } from '../../tests/fixtures/realtime.ts';
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
    expect(await closeCodeOf(await ask('GET', { cookie: 'odette', 'sync-line': 'made up' }))).toBe(4500);
    expect((await ask('PUT', { cookie: 'odette' })).status).toBe(405);
    expect(t.server.realtime.metrics().connections).toBe(0);
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
