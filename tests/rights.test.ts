import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { addCard } from '#domain/plan/document.ts';
import { framed } from '#domain/sync/framing.ts';
import type { Actor } from '#domain/person/actor.ts';
import { enterCall } from '#domain/session/schemas.ts';
import { findActor } from '../server/auth/sign-in.ts';
import { parseInput } from '../server/context.ts';
import { awarenessFrame, step2Frame, updateFrame } from '../server/realtime/frames.ts';
import { noCallServer } from '../server/media/media.ts';
import { grant } from '../server/media/tokens.ts';
import { testApp } from './fixtures/app.ts';
import { makeElsewhere, makeForeign } from './fixtures/rights-elsewhere.ts';
import { makeGuests, seatGuests } from './fixtures/rights-guests.ts';
import {
  answerOf,
  ask,
  doorIsNo,
  placesNow,
  renew,
  speaksOf,
  strictAnswer,
  type Places,
} from './fixtures/rights-stage.ts';
import { makeStrangers, makeSubjects, personId } from './fixtures/rights-subjects.ts';
import { startProduct, type RunningProduct } from './fixtures/pages-process.ts';
import { routesOf } from './fixtures/routes.ts';
import { doors, roles, table, type Answer, type Role, type Subjects } from './rights.table.ts';

let t: Subjects;
/** Another room of the same network, and everything of another network. */
let other: Subjects;
let foreign: Subjects;
let places: Places;
let product: RunningProduct;
const secrets = new Map<Role, string>();

beforeAll(async () => {
  const base = await testApp();
  base.clock.set(new Date());
  await makeStrangers(base);
  const subjects = { ...base, ...(await makeSubjects(base)) };
  await makeGuests(subjects);
  t = { ...subjects, ...(await seatGuests(subjects)) } as Subjects;
  places = await placesNow(t);
  other = { ...t, ...(await makeElsewhere(t)) };
  foreign = { ...t, ...(await makeForeign(t)) };
  product = await startProduct(t.url, 16_900 + (process.pid % 90));
  for (const role of roles) if (role !== 'signed_out') await signIn(role);
}, 90_000);
afterAll(async () => {
  await product?.stop();
  await t?.close();
});

async function signIn(role: Exclude<Role, 'signed_out'>): Promise<string> {
  const secret = await t.app.auth.start(personId(t, role), 'test');
  secrets.set(role, secret);
  return secret;
}

const askAs = (key: string, role: Role, about: Subjects = t) =>
  ask(product, about, [key, table[key]!], secrets.get(role));

const actorFor = (role: Role): Promise<Actor> | null =>
  role === 'signed_out'
    ? null
    : findActor(t.db, personId(t, role), `sign-in of ${role}`).then((actor) => actor!);

const routes = routesOf();

test('every page, endpoint and action has a row, and every row its route', () => {
  expect(routes.length).toBeGreaterThan(20);
  expect(routes.filter((route) => !(route in table))).toEqual([]);
  // A row whose page is gone proves nothing.
  expect(Object.keys(table).filter((key) => !routes.includes(key))).toEqual([]);
});

const refusals = (who: Record<Role, Answer>) => roles.filter((role) => who[role] !== 'ok');
const grants = (who: Record<Role, Answer>) => roles.filter((role) => who[role] === 'ok');

describe('the running product gives every role what the table says', () => {
  // Signing out or ending sign-ins would take the roles' cookies along: those come last, with a fresh one each.
  const ending = ['POST /sign-out', 'POST /me?/endOthers'];
  for (const key of routes.filter((route) => route in table))
    test(key, async () => {
      const row = table[key]!;
      const found: Partial<Record<Role, string>> = {};
      const one = async (role: Role) => {
        found[role] = doorIsNo(await answerOf(await askAs(key, role), row), row.who[role]);
      };
      await renew(key, t, places);
      // What is refused changes nothing, and neither does a page: all at once.
      const reads = key.startsWith('GET');
      await Promise.all((reads ? roles : ending.includes(key) ? [] : refusals(row.who)).map(one));
      for (const role of reads ? [] : ending.includes(key) ? roles : grants(row.who)) {
        await renew(key, t, places);
        await one(role);
        if (ending.includes(key) && role !== 'signed_out') await signIn(role);
      }
      expect(found).toEqual(row.who);
    });
});

/** A second set of subjects: Oscar's room, in which the roles of the first have nothing to say. */
describe('about another room, everybody gets the same no', () => {
  const inside: Role[] = ['staff', 'co_facilitator', 'facilitator', 'manager', 'observer', 'member'];
  const asked = routes.filter(
    (key) =>
      key in table &&
      /\[(room|session|commitment|image)\]/.test(key) &&
      table[key]!.who.outsider === 'not_found' &&
      table[key]!.who.signed_out === 'sign_in',
  );
  test('and there are rows to ask', () => expect(asked.length).toBeGreaterThan(20));
  for (const key of asked)
    test(key, async () => {
      // Who may not in their own room may not in another either: they are not asked again.
      const asking = inside.filter((role) => role === 'member' || table[key]!.who[role] === 'ok');
      const no: Role[] = [...asking, 'other_administrator', 'guest'];
      const found = await answersTo(key, no, other);
      expect(found).toEqual(Object.fromEntries(no.map((role) => [role, 'not_found'])));
    });
});

const answersTo = async (key: string, who: readonly Role[], about: Subjects) =>
  Object.fromEntries(
    await Promise.all(
      who.map(async (role) => [
        role,
        doorIsNo(await strictAnswer(await askAs(key, role, about), table[key]!)),
      ]),
    ),
  );

/** A third set: whatever has an id in another network, asked by every role of the first. */
describe('about another network, every role of this one gets the same no', () => {
  const asked = routes.filter(
    (key) => key in table && !key.includes('/guests/[session]') && speaksOf(key, table[key]!).size > 0,
  );
  test('and there are rows to ask', () => expect(asked.length).toBeGreaterThan(110));
  for (const key of asked)
    test(key, async () => {
      const { who, choice } = table[key]!;
      const at = roles.filter((role) => role !== 'other_administrator' && role !== 'signed_out');
      const asking = at.filter((role) => role === 'member' || role === 'guest' || who[role] === 'ok');
      const no = (role: Role) => [role, choice && who[role] === 'ok' ? 'refused' : 'not_found'];
      expect(await answersTo(key, asking, foreign)).toEqual(Object.fromEntries(asking.map(no)));
      // The ids are those of something: there, they open.
      if (key.startsWith('GET') && [who.administrator, who.facilitator].includes('ok'))
        expect(await strictAnswer(await askAs(key, 'other_administrator', foreign), table[key]!)).toBe('ok');
    });
});

test('signing out leads to the sign-in page and the cookie stands for nobody', async () => {
  const secret = await signIn('staff');
  const answer = await askAs('POST /sign-out', 'staff');
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
  expect(await t.app.auth.actorOf(secret)).toBeNull();
  await signIn('staff');
});

test('a form from another site is refused', async () => {
  const answer = await fetch(`${product.origin}/me?/name`, {
    method: 'POST',
    headers: {
      origin: 'https://evil.example',
      cookie: `session=${secrets.get('staff')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'name=Evil&lang=en',
  });
  expect(answer.status).toBe(403);
});

async function socketAnswer(path: string, role: Role): Promise<Answer | string> {
  const secret = role === 'signed_out' ? '' : `session=${secrets.get(role)}`;
  const socket = new WebSocket(product.origin.replace('http', 'ws') + path, {
    headers: { origin: product.origin, cookie: secret },
  });
  return new Promise((resolve) => {
    const stays = setTimeout(() => (resolve('ok'), socket.terminate()), 2000);
    socket.on('error', () => resolve('refused'));
    socket.on('close', (code) => {
      clearTimeout(stays);
      resolve(code === 4401 ? 'sign_in' : code === 4404 ? 'not_found' : `closed ${code}`);
    });
  });
}

function aNote(): Uint8Array {
  const doc = new Y.Doc();
  addCard(doc, { kind: 'note', texts: { text: 'by whoever may' } }, 'en');
  return Y.encodeStateAsUpdate(doc);
}

const everybody = async (answer: (role: Role) => Promise<Answer | string>) =>
  Object.fromEntries(await Promise.all(roles.map(async (role) => [role, await answer(role)])));

test('SOCKET /sync/[document]', async () => {
  const found = await everybody((role) => socketAnswer(`/sync/${t.documentId}`, role));
  expect(found).toEqual(doors['SOCKET /sync/[document]']!.who);
});

const syncOver = (
  role: Role,
  method: string,
  query = '',
  more: Record<string, string> = {},
  body?: Uint8Array<ArrayBuffer>,
) =>
  fetch(`${product.origin}/sync/${t.documentId}${query}`, {
    ...{ method, ...(body ? { body } : {}) },
    headers: {
      origin: product.origin,
      cookie: role === 'signed_out' ? '' : `session=${secrets.get(role)}`,
      ...more,
    },
  });

async function lineAnswer(answer: Response): Promise<Answer | string> {
  const said = (await answer.text()) || '{}';
  if (answer.ok) return 'ok';
  const { code } = JSON.parse(said) as { code?: number };
  return code === 4401 ? 'sign_in' : code === 4404 ? 'not_found' : `closed ${code}`;
}

test('REQUESTS /sync/[document]: opening a line, and another role with its name', async () => {
  const found = await everybody(async (role) => lineAnswer(await syncOver(role, 'POST')));
  expect(found).toEqual(doors['REQUESTS /sync/[document]']!.who);
  const { line } = (await (await syncOver('staff', 'POST')).json()) as { line: string };
  const name = { 'sync-line': line };
  for (const role of roles.filter((other) => other !== 'staff'))
    for (const [method, query] of [
      ['POST', '?first=1'],
      ['GET', '?after=0'],
      ['DELETE', ''],
    ] as const)
      expect(await lineAnswer(await syncOver(role, method, query, name)), `${method} ${role}`).toBe(
        'closed 4500',
      );
  expect(await lineAnswer(await syncOver('staff', 'DELETE', '', name))).toBe('ok');
});

test('WRITING /sync/[document]: by any type of message, over requests', async () => {
  const rows = async () =>
    Number(
      (
        await t.db
          .selectFrom('document')
          .where('id', '=', t.documentId)
          .select('seq')
          .executeTakeFirstOrThrow()
      ).seq,
    );
  const may = doors['WRITING /sync/[document]']!.who;
  for (const role of roles.filter((one) => doors['REQUESTS /sync/[document]']!.who[one] === 'ok')) {
    const { line } = (await (await syncOver(role, 'POST', '?ack=1')).json()) as { line: string };
    const name = { 'sync-line': line };
    const before = await rows();
    // An update, the answer to a question, and presence under another's name; apart, since what comes together is one row.
    const forged = awarenessFrame([{ clientId: 1, clock: 9, state: 'null' }]);
    const messages = [updateFrame(aNote()), step2Frame(aNote()), forged];
    for (const [i, message] of messages.entries()) {
      const sent = await syncOver(role, 'POST', `?first=${i + 1}`, name, new Uint8Array(framed(message)));
      expect(sent.status, role).toBe(204);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect((await rows()) - before, role).toBe(may[role] === 'ok' ? 2 : 0);
    await syncOver(role, 'DELETE', '', name);
  }
});

test('SOCKET /live', async () => {
  const found = await everybody((role) => socketAnswer('/live', role));
  expect(found).toEqual(doors['SOCKET /live']!.who);
});

test('MEDIA: the tokens of the call say who may speak and who listens', async () => {
  const server = { ...noCallServer, apiKey: 'test', apiSecret: 'x'.repeat(40) };
  const found = await everybody(async (role) => {
    const actor = await actorFor(role);
    const input = { sessionId: t.sessionId, device: 'telephone' };
    // The verb itself first: it refuses before it looks for a media server.
    const refused = await t.app.media.enter(actor, input).catch((error: { code: string }) => error.code);
    if (!actor || refused !== 'unavailable') return refused === 'signed_out' ? 'sign_in' : String(refused);
    const way = await grant({ db: t.db, actor, now: new Date() }, server, parseInput(enterCall, input));
    const claims = JSON.parse(atob(way.token.split('.')[1]!)) as { video: { canPublish?: boolean } };
    return claims.video.canPublish === false ? 'listens' : 'speaks';
  });
  const said = (role: Role) => {
    const listening = doors['MEDIA listening']!.who[role];
    if (listening !== 'ok') return listening;
    return doors['MEDIA voice and picture']!.who[role] === 'ok' ? 'speaks' : 'listens';
  };
  expect(found).toEqual(Object.fromEntries(roles.map((role) => [role, said(role)])));
});
