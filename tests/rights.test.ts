import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { Actor } from '#domain/person/actor.ts';
import { enterCall } from '#domain/session/schemas.ts';
import { findActor } from '../server/auth/sign-in.ts';
import { parseInput } from '../server/context.ts';
import { timedWork } from '../server/jobs/timed.ts';
import { noCallServer } from '../server/media/media.ts';
import { grant } from '../server/media/tokens.ts';
import { testApp } from './fixtures/app.ts';
import {
  elsewhere,
  invite,
  makePromise,
  makeSession,
  makeStrangers,
  makeSubjects,
  makeTwinning,
  personId,
} from './fixtures/rights-subjects.ts';
import { startProduct, type RunningProduct } from './fixtures/pages-process.ts';
import { routesOf } from './fixtures/routes.ts';
import {
  doors,
  jobs,
  roles,
  table,
  type Answer,
  type Role,
  type Row,
  type Subjects,
} from './rights.table.ts';

let t: Subjects;
let product: RunningProduct;
const secrets = new Map<Role, string>();

beforeAll(async () => {
  const base = await testApp();
  base.clock.set(new Date());
  await makeStrangers(base);
  t = { ...base, ...(await makeSubjects(base)) };
  places = await placesNow();
  product = await startProduct(t.url, 16_900 + (process.pid % 90));
  for (const role of roles) if (role !== 'signed_out') await signIn(role);
}, 90_000);
afterAll(async () => {
  await product?.stop();
  await t?.close();
});

/** What a request would change is made anew for each role, so that every role finds the same. */
async function renew(key: string): Promise<void> {
  if (!key.startsWith('POST')) return;
  if (key.includes('[commitment]')) Object.assign(t, await makePromise(t));
  if (key.includes('[twinning]')) Object.assign(t, await makeTwinning(t));
  if (key.includes('[session]')) Object.assign(t, await makeSession(t));
  if (key.endsWith('?/revoke') || key.endsWith('?/renew')) t.invitationId = (await invite(t)).invitationId;
  if (key.endsWith('?/resume'))
    await t.app.commitments.pause(await t.actorOf('felix'), { commitmentId: t.commitmentId, reason: 'Rain' });
  if (key.endsWith('walkthroughs?/start'))
    await t.app.walkthroughs.end(await t.actorOf('odette'), { walkthroughId: t.walkthroughId });
  if (key.includes('/people')) await reseat();
  if (key.endsWith('?/return'))
    await t.db
      .updateTable('room_institution')
      .set({ left_at: new Date(), left_by: t.personIds.felix })
      .where('institution_id', '=', t.institutionIds.gihara)
      .execute();
  if (key.endsWith('/endings')) await t.db.updateTable('session').set({ opened_at: new Date() }).execute();
}

type Places = Awaited<ReturnType<typeof placesNow>>;
let places: Places;
const placesNow = async () => ({
  rooms: await t.db.selectFrom('room_member').selectAll().execute(),
  institutions: await t.db.selectFrom('institution_member').selectAll().execute(),
});

/** Everybody is again where they were before anybody was asked to leave. */
async function reseat(): Promise<void> {
  await t.db.updateTable('room_institution').set({ left_at: null, left_by: null }).execute();
  for (const { role, institution_id, ...who } of places.rooms)
    await t.db
      .insertInto('room_member')
      .values({ role, institution_id, ...who })
      .onConflict((at) => at.columns(['room_id', 'person_id']).doUpdateSet({ role, institution_id }))
      .execute();
  for (const one of places.institutions)
    await t.db
      .insertInto('institution_member')
      .values(one)
      .onConflict((at) => at.columns(['institution_id', 'person_id']).doUpdateSet({ role: one.role }))
      .execute();
}

async function signIn(role: Exclude<Role, 'signed_out'>): Promise<string> {
  const secret = await t.app.auth.start(personId(t, role), 'test');
  secrets.set(role, secret);
  return secret;
}

const actorFor = (role: Role): Promise<Actor> | null =>
  role === 'signed_out'
    ? null
    : findActor(t.db, personId(t, role), `sign-in of ${role}`).then((actor) => actor!);

function addressOf(pattern: string): string {
  const known: Record<string, string> = {
    room: t.roomId,
    session: t.sessionId,
    commitment: t.commitmentId,
    institution: t.institutionIds.gihara,
    person: t.personIds.theo,
    twinning: t.twinningId,
    image: crypto.randomUUID(),
    mail: crypto.randomUUID(),
    import: crypto.randomUUID(),
    token: 'A'.repeat(43),
    secret: 'A'.repeat(43),
    side: 'old',
  };
  return pattern.replaceAll(/\[(\w+)\]/g, (_, name: string) => {
    if (!known[name]) throw new Error(`Give the rights test a ${name} to ask about`);
    return known[name];
  });
}

async function ask(key: string, { body, json }: Row, role: Role): Promise<Response> {
  const [method, pattern] = key.split(' ') as [string, string];
  const headers: Record<string, string> = {
    origin: product.origin,
    accept: json ? 'application/json' : 'text/html',
  };
  const secret = secrets.get(role);
  if (secret && role !== 'signed_out') headers['cookie'] = `session=${secret}`;
  const sent = body?.(t) ?? {};
  if (method !== 'GET')
    headers['content-type'] = json ? 'application/json' : 'application/x-www-form-urlencoded';
  const queries: Record<string, string> = { '/commitments/new': `?room=${t.roomId}` };
  const query = queries[pattern] ?? (pattern.endsWith('/views') ? '?track=TR_1' : '');
  return fetch(product.origin + addressOf(pattern) + query, {
    method,
    headers,
    redirect: 'manual',
    ...(method === 'GET'
      ? {}
      : {
          body: json ? JSON.stringify(sent) : new URLSearchParams(sent as Record<string, string>).toString(),
        }),
  });
}

async function answerOf(response: Response, { callServer }: Row): Promise<Answer | string> {
  await response.arrayBuffer();
  const to = response.headers.get('location') ?? '';
  if (response.status === 401 || (response.status === 303 && /^\/sign-in($|\?to=)/.test(to)))
    return 'sign_in';
  if (response.status === 404) return 'not_found';
  if (response.status === 410) return 'gone';
  // 503: the right is there, the media server is not.
  if (response.status < 400 || [400, 409, 422, 503].includes(response.status)) return 'ok';
  return callServer && response.status === 500 ? 'ok' : `status ${response.status}`;
}

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
      for (const role of [...refusals(row.who), ...grants(row.who)]) {
        await renew(key);
        found[role] = await answerOf(await ask(key, row, role), row);
        if (ending.includes(key) && role !== 'signed_out') await signIn(role);
      }
      expect(found).toEqual(row.who);
    });
});

test('all that runs by the clock says whom its mails reach', () => {
  const named = [...timedWork.map((work) => work.name), 'deliver'];
  expect(Object.keys(jobs).toSorted()).toEqual(named.toSorted());
});

/** A second set of subjects: Oscar's room, in which the roles of the first have nothing to say. */
describe('about another room, everybody gets the same no', () => {
  const inside: Role[] = ['staff', 'co_facilitator', 'facilitator', 'manager', 'observer', 'member'];
  const asked = routes.filter(
    (key) =>
      key in table &&
      /\[(room|session|commitment)\]/.test(key) &&
      table[key]!.who.outsider === 'not_found' &&
      table[key]!.who.signed_out === 'sign_in',
  );
  test('and there are rows to ask', () => expect(asked.length).toBeGreaterThan(20));
  for (const key of asked)
    test(key, async () => {
      const own = t;
      t = { ...t, ...(await elsewhere(t)) };
      try {
        const found: Partial<Record<Role, string>> = {};
        for (const role of [...inside, 'other_administrator' as const])
          found[role] = await answerOf(await ask(key, table[key]!, role), table[key]!);
        expect(found).toEqual(Object.fromEntries(Object.keys(found).map((role) => [role, 'not_found'])));
      } finally {
        t = own;
      }
    });
});

test('signing out leads to the sign-in page and the cookie stands for nobody', async () => {
  const secret = await signIn('staff');
  const answer = await ask('POST /sign-out', table['POST /sign-out']!, 'staff');
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

const everybody = async (answer: (role: Role) => Promise<Answer | string>) =>
  Object.fromEntries(await Promise.all(roles.map(async (role) => [role, await answer(role)])));

test('SOCKET /sync/[document]', async () => {
  const found = await everybody((role) => socketAnswer(`/sync/${t.documentId}`, role));
  expect(found).toEqual(doors['SOCKET /sync/[document]']!.who);
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
