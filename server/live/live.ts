import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { WebSocketServer, type WebSocket } from 'ws';
import { watchMessage, type LiveMessage, type LiveNotice } from '#domain/live/messages.ts';
import type { Actor } from '#domain/person/actor.ts';
import type { Logger } from 'pino';
import { cookieOf } from '../auth/cookie.ts';
import type { Database } from '../db/database.ts';
import type { RightsChange } from '../realtime/rights.ts';
import { roomsAccess } from '../room/access.ts';
import { sessionAccess } from '../session/access.ts';

const maxFrame = 16_384;
const closeSignedOut = 4401;
const closeTryAgain = 1013;
/** A browser that takes nothing any more is told to come back rather than kept in memory. */
const maxBuffered = 256 * 1024;

interface Watcher {
  socket: WebSocket;
  actor: Actor;
  secret: string;
  topics: Set<string>;
}

export interface LiveOptions {
  db: Database;
  log: Logger;
  actorOf: (secret: string | undefined) => Promise<{ actor: Actor } | null>;
  allowedOrigin: (req: IncomingMessage) => boolean;
}

/** Page events: tells each open page which of its topics changed. See docs/protocol.md. */
export function createLive({ db, log, actorOf, allowedOrigin }: LiveOptions) {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxFrame, perMessageDeflate: false });
  const watchers = new Set<Watcher>();

  async function handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    if (!allowedOrigin(req)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const secret = cookieOf(req, 'session') ?? '';
    const found = await actorOf(secret);
    server.handleUpgrade(req, socket, head, (accepted) => {
      accepted.on('error', () => accepted.terminate());
      if (!found) return accepted.close(closeSignedOut, 'signed out');
      attach({ socket: accepted, actor: found.actor, secret, topics: new Set() });
    });
  }

  function attach(watcher: Watcher): void {
    watchers.add(watcher);
    watcher.socket.on('close', () => watchers.delete(watcher));
    watcher.socket.on('message', (frame) => {
      listenTo(watcher, String(frame)).catch((error: unknown) =>
        log.error({ err: error }, 'a live page failed'),
      );
    });
  }

  async function listenTo(watcher: Watcher, frame: string): Promise<void> {
    const parsed = v.safeParse(watchMessage, json(frame));
    if (!parsed.success) return watcher.socket.close(4400, 'unknown message');
    watcher.topics = await watchable(db, watcher.actor, parsed.output.watch);
    await tellWatching(watcher);
  }

  async function tellWatching(watcher: Watcher, more: Partial<LiveNotice> = {}): Promise<void> {
    const notice: LiveNotice = { watching: [...watcher.topics], version: await newestVersion(db), ...more };
    send(watcher, notice);
  }

  async function recheckOne(watcher: Watcher): Promise<void> {
    // Until it is known what may still be heard, nothing is.
    const before = watcher.topics;
    watcher.topics = new Set();
    const found = await actorOf(watcher.secret);
    if (!found) return watcher.socket.close(closeSignedOut, 'signed out');
    watcher.actor = found.actor;
    watcher.topics = await watchable(db, found.actor, [...before]);
    await tellWatching(watcher, { rights: true });
  }

  function send({ socket }: Watcher, message: object): void {
    if (socket.bufferedAmount > maxBuffered) return socket.close(closeTryAgain, 'try again');
    socket.send(JSON.stringify(message));
  }

  return {
    handleUpgrade,
    /** Sends a committed change to the pages that watch its topic. */
    async publish(notice: { version: number; topic: string }): Promise<void> {
      const interested = [...watchers].filter((watcher) => watcher.topics.has(notice.topic));
      if (interested.length === 0) return;
      const row = await db
        .selectFrom('live_event')
        .where('version', '=', notice.version)
        .select('data')
        .executeTakeFirst();
      const message = { ...notice, ...(row?.data == null ? {} : { data: row.data }) };
      for (const watcher of interested) if (mayHear(watcher.actor, row?.data)) send(watcher, message);
    },
    /** Rights changed: everybody concerned is asked again who they are and what they may watch. */
    async recheck(change: RightsChange): Promise<void> {
      const concerned = [...watchers].filter((watcher) => concernsWatcher(change, watcher));
      await Promise.all(concerned.map(recheckOne));
    },
    /** `GET /live?topics=a,b&since=12`: the same events for browsers whose network blocks sockets. */
    poll: (req: IncomingMessage, res: ServerResponse) => {
      answerPoll(db, actorOf, req, res).catch((error: unknown) => {
        log.error({ err: error }, 'a live poll failed');
        res.writeHead(503).end();
      });
    },
    /** Notices may have been missed: every page connects anew, and reloads what it shows. */
    comeBack(): void {
      for (const { socket } of watchers) socket.close(closeTryAgain, 'try again');
    },
    close(): void {
      for (const { socket } of watchers) socket.close(1001, 'restarting');
      server.close();
    },
  };
}
export type Live = ReturnType<typeof createLive>;

const concernsWatcher = (change: RightsChange, { actor, topics }: Watcher): boolean =>
  (!change.personId || change.personId === actor.personId) &&
  (!change.authSessionId || change.authSessionId === actor.authSessionId) &&
  // Whoever is named may have come in: they do not follow the room yet.
  (Boolean(change.personId) ||
    !change.roomId ||
    topics.has(`room:${change.roomId}`) ||
    [...topics].some((topic) => topic.startsWith('session:')));

/** Of these topics those that the actor may hear about: rooms at least in summary, sessions, oneself. */
export async function watchable(db: Database, actor: Actor, topics: readonly string[]): Promise<Set<string>> {
  const ids = (kind: string) =>
    topics.filter((topic) => topic.startsWith(`${kind}:`)).map((topic) => topic.slice(kind.length + 1));
  const rooms = await roomsAccess({ db, actor }, ids('room'));
  const sessions = await Promise.all(
    ids('session').map(async (id) => ((await seesSession(db, actor, id)) ? `session:${id}` : null)),
  );
  const own = ids('person').filter((id) => id === actor.personId);
  return new Set([
    ...[...rooms.keys()].map((id) => `room:${id}`),
    ...sessions.filter((topic) => topic !== null),
    ...own.map((id) => `person:${id}`),
  ]);
}

/** What a session tells its guests with the row itself; everything else that travels along is the room's. */
const forGuests: readonly unknown[] = ['walkthrough', 'question'];
const mayHear = (actor: Actor, data: unknown): boolean =>
  actor.guestOf === null || data == null || forGuests.includes((data as { kind?: unknown }).kind);

/** The same for one topic. */
export const mayWatch = async (db: Database, actor: Actor, topic: string): Promise<boolean> =>
  (await watchable(db, actor, [topic])).has(topic);

async function seesSession(db: Database, actor: Actor, id: string): Promise<boolean> {
  try {
    await sessionAccess({ db, actor }, id);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'not_found') return false;
    throw error;
  }
}

const newestVersion = async (db: Database): Promise<number> =>
  Number(
    (
      await db
        .selectFrom('live_event')
        .select((eb) => eb.fn.max('version').as('newest'))
        .executeTakeFirst()
    )?.newest ?? 0,
  );

async function answerPoll(
  db: Database,
  actorOf: LiveOptions['actorOf'],
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const query = new URL(req.url ?? '/', 'http://live').searchParams;
  const parsed = v.safeParse(watchMessage, { watch: (query.get('topics') ?? '').split(',').filter(Boolean) });
  const found = await actorOf(cookieOf(req, 'session'));
  const answer = (status: number, body: object) =>
    res
      .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(JSON.stringify(body));
  if (!found) return void answer(401, { code: 'signed_out' });
  if (!parsed.success) return void answer(400, { code: 'invalid' });
  const since = Number(query.get('since'));
  const topics = [...(await watchable(db, found.actor, parsed.output.watch))];
  const version = await newestVersion(db);
  if (!Number.isSafeInteger(since) || since <= 0 || topics.length === 0)
    return void answer(200, { version, watching: topics, events: [] });
  const rows = await db
    .selectFrom('live_event')
    .where('topic', 'in', topics)
    .where('version', '>', since)
    .orderBy('version')
    .limit(200)
    .select(['version', 'topic', 'data'])
    .execute();
  const events: LiveMessage[] = rows
    .filter(({ data }) => mayHear(found.actor, data))
    .map(({ data, ...event }) => (data === null ? event : { ...event, data }));
  answer(200, { version, watching: topics, events });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
