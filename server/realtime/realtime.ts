import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeCode } from '#domain/sync/close-codes.ts';
import { Connection, closeSocket } from './connection.ts';
import { OpenDocument, type Sender } from './document.ts';
import { readFrame } from './frames.ts';
import { createBucket, defaultLimits, type Limits } from './limits.ts';
import { createLog } from './log.ts';
import {
  concerns,
  listenForRights,
  type Authorise,
  type Refusal,
  type Rights,
  type RightsChange,
} from './rights.ts';

export type { Authorise, Refusal, Rights, RightsChange } from './rights.ts';

export interface RealtimeOptions {
  pool: pg.Pool;
  clock: { now(): Date };
  log: { warn(details: object, message: string): void; error(details: object, message: string): void };
  authorise: Authorise;
  allowedOrigin: (req: IncomingMessage) => boolean;
  /** Told after each commit: the projection's bell. */
  onCommitted?: (documentId: string) => void;
  limits?: Partial<Limits>;
  awarenessMs?: number;
  heartbeatMs?: number;
  /** How long a document stays in memory after its last reader. */
  idleMs?: number;
  /** Log rows of a document after which it is compacted. */
  compactAfter?: number;
}

const path = /^\/sync\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** The Yjs server of `/sync/<documentId>`. See README.md beside this file for its protocol in words. */
export function createRealtime(options: RealtimeOptions) {
  const { pool, clock, log, authorise, allowedOrigin, onCommitted = () => {} } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const documents = new Map<string, OpenDocument>();
  const connections = new Set<Connection>();
  const counts = { opened: 0, refused: 0, malformed: 0, committed: 0, commits: 0, failures: 0, rechecks: 0 };
  let rightsEpoch = 0;
  let closing = false;

  // Twice the limit reaches us, so that most oversized frames get our own close code and not a broken line.
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.frameBytes * 2,
  });
  const writer = createLog<Sender>({
    pool,
    onCommitted(documentId, rows) {
      counts.commits++;
      counts.committed += rows.length;
      documents.get(documentId)?.committed(rows);
      onCommitted(documentId);
    },
    onFailed(documentId, error) {
      counts.failures++;
      documents.get(documentId)?.failed(error);
    },
  });

  const trouble = (message: string, error: unknown, documentId: string) =>
    log.error({ documentId, error: String(error) }, message);

  function open(id: string): OpenDocument {
    const known = documents.get(id);
    if (known) return known;
    const document = new OpenDocument({
      id,
      pool,
      now: () => clock.now(),
      awarenessMs: options.awarenessMs ?? 50,
      idleMs: options.idleMs ?? 10_000,
      compactAfter: options.compactAfter ?? 300,
      documentBytes: limits.documentBytes,
      append: (entry) => writer.append(entry),
      onClosed: (closed) => {
        if (documents.get(id) === closed) documents.delete(id);
      },
      onTrouble: trouble,
    });
    // A load that fails at once has already shut it: it must not stay in the map.
    if (document.state !== 'closed') documents.set(id, document);
    return document;
  }

  /** Takes over an upgrade request below `/sync/`. Who is asking is known before the socket is accepted. */
  async function upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => {});
    if (!allowedOrigin(req)) {
      counts.refused++;
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const documentId = path.exec((req.url ?? '').split('?')[0]!)?.[1]?.toLowerCase();
    const answer = documentId
      ? await decide(req, documentId)
      : { ok: false as const, code: closeCode.notFound };
    server.handleUpgrade(req, socket, head, (ws) => {
      ws.on('error', () => {});
      if (closing) return closeSocket(ws, closeCode.restarting);
      if (answer.ok && documentId) return accept(ws, req, documentId, answer);
      counts.refused++;
      closeSocket(ws, answer.ok ? closeCode.notFound : answer.code);
    });
  }

  /** Asks again while rights change under the question: a revocation must not slip in between. */
  async function decide(
    req: IncomingMessage,
    documentId: string,
  ): Promise<Rights | Refusal | { ok: false; code: typeof closeCode.tryAgain }> {
    try {
      for (let attempt = 0; attempt < 5; attempt++) {
        const epoch = rightsEpoch;
        const answer = await authorise(req, documentId);
        if (epoch === rightsEpoch) return answer;
      }
    } catch (error) {
      trouble('rights could not be read', error, documentId);
    }
    return { ok: false, code: closeCode.tryAgain };
  }

  function accept(ws: WebSocket, req: IncomingMessage, documentId: string, rights: Rights): void {
    const document = open(documentId);
    const same = [...document.connections].filter(
      (other) => other.rights.personId === rights.personId,
    ).length;
    const full =
      same >= limits.connectionsPerPersonAndDocument ||
      document.connections.size >= limits.connectionsPerDocument;
    if (full) {
      counts.refused++;
      return closeSocket(ws, closeCode.tooFast);
    }
    const mayAsk = createBucket(2, 20, () => performance.now());
    const connection = new Connection({
      ws,
      req,
      documentId,
      limits,
      rights,
      onFrame: (from, frame) => handle(document, from, frame, mayAsk),
    });
    counts.opened++;
    connections.add(connection);
    ws.on('close', () => {
      connections.delete(connection);
      document.leave(connection);
    });
    document.join(connection).catch((error: unknown) => {
      trouble('a connection could not be started', error, documentId);
      connection.close(closeCode.tryAgain);
    });
  }

  function handle(
    document: OpenDocument,
    connection: Connection,
    frame: Uint8Array,
    mayAsk: (cost: number) => boolean,
  ) {
    if (document.state !== 'open') return connection.close(closeCode.tryAgain);
    if (connection.rights.expiresAt <= clock.now()) return connection.close(closeCode.signedOut);
    try {
      const message = readFrame(frame);
      switch (message.type) {
        case 'step1':
          if (!mayAsk(1)) return connection.close(closeCode.tooFast);
          return document.answer(connection, message.stateVector);
        case 'update':
          if (writer.unsavedBytes() > limits.unsavedBytes) return connection.close(closeCode.tryAgain);
          return document.receive(connection, message.update, message.step2);
        case 'awareness':
          return document.awareness.receive(connection, message.entries);
        case 'queryAwareness': {
          const present = document.awareness.all();
          return present ? connection.send(present) : undefined;
        }
        case 'ignored':
          return;
      }
    } catch (error) {
      counts.malformed++;
      log.warn({ documentId: document.id, error: String(error) }, 'a malformed frame closed its sender');
      connection.close(closeCode.malformed);
    }
  }

  /** Reads the rights of these sockets again; meanwhile their frames wait. Those without a right are closed. */
  function revoke(change: RightsChange): void {
    rightsEpoch++;
    for (const connection of connections) {
      const { personId, authSessionId } = connection.rights;
      // A document that still loads has no room yet: ask rather than miss it.
      const roomId = documents.get(connection.documentId)?.roomId || (change.roomId ?? '');
      if (concerns(change, { personId, authSessionId, roomId })) void recheck(connection);
    }
  }

  async function recheck(connection: Connection): Promise<void> {
    counts.rechecks++;
    connection.hold();
    const answer = await decide(connection.req, connection.documentId);
    if (!answer.ok) return connection.close(answer.code);
    if (answer.expiresAt <= clock.now()) return connection.close(closeCode.signedOut);
    // Another sign-in in the same browser is another person at the keyboard: come in again as that one.
    if (answer.personId !== connection.rights.personId) return connection.close(closeCode.tryAgain);
    const mayWriteNow = answer.canEdit && !connection.rights.canEdit;
    connection.setRights(answer);
    if (mayWriteNow) documents.get(connection.documentId)?.askAgain(connection);
    connection.release();
  }

  function heartbeat(): void {
    for (const connection of connections) {
      if (!connection.alive) {
        connection.ws.terminate();
        continue;
      }
      connection.alive = false;
      connection.ws.ping();
      // The sign-in may have been prolonged meanwhile: ask before closing.
      if (connection.rights.expiresAt <= clock.now()) void recheck(connection);
    }
  }

  const beat = setInterval(heartbeat, options.heartbeatMs ?? 20_000);
  beat.unref();
  const listener = listenForRights(pool, revoke);

  return {
    upgrade,
    revoke,
    /** Resolves when rights notices are heard. */
    ready: listener.ready,
    /** Resolves when every update received so far is on disk or has failed. */
    flush: (): Promise<void> => writer.flush(),
    /** Saves what has come, tells everybody to come back later, and lets go of the database. */
    async close(): Promise<void> {
      closing = true;
      clearInterval(beat);
      await writer.flush();
      for (const document of [...documents.values()]) document.close(closeCode.restarting);
      for (const connection of [...connections]) connection.close(closeCode.restarting);
      await writer.flush();
      await listener.stop();
      server.close();
    },
    metrics: () => ({
      ...counts,
      connections: connections.size,
      documents: documents.size,
      unsavedBytes: writer.unsavedBytes(),
    }),
  };
}

export type Realtime = ReturnType<typeof createRealtime>;
