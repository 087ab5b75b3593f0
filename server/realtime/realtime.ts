import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { closeCode, type CloseCode } from '#domain/sync/close-codes.ts';
import { createCompactor, type Compactor } from './compactor.ts';
import { Connection } from './connection.ts';
import { countClosed, noCounts } from './counts.ts';
import { OpenDocument } from './document.ts';
import { readFrame, type Incoming } from './frames.ts';
import { createHttpDoor } from './http-door.ts';
import { IdOwners } from './id-owners.ts';
import { closeSocket, SocketLine, type Line } from './line.ts';
import { defaultLimits, isFull, type Limits } from './limits.ts';
import { GroupCommit, type Committed } from './log.ts';
import type { RealtimeOptions } from './options.ts';
import { RightsDesk, type RightsAnswer } from './rights-desk.ts';
import { Nodes } from './nodes.ts';
import { Paces } from './pace.ts';
import { concerns, documentOf, type Rights, type RightsChange } from './rights.ts';
import type { Sender } from './sender.ts';

export type { RealtimeOptions } from './options.ts';
export type { Authorise, Refusal, Rights, RightsChange } from './rights.ts';

/** The Yjs server of `/sync/<documentId>`. Its protocol in words: docs/protocol.md. */
export const createRealtime = (options: RealtimeOptions): Realtime => new Realtime(options);

export class Realtime {
  readonly #options: RealtimeOptions;
  readonly #limits: Limits;
  readonly #paces: Paces;
  readonly #documents = new Map<string, OpenDocument>();
  readonly #connections = new Set<Connection>();
  readonly #counts = noCounts();
  readonly #nodes: Nodes | null;
  readonly #rights: RightsDesk;
  readonly #owners: IdOwners;
  readonly #sockets: WebSocketServer;
  readonly #writer: GroupCommit<Sender>;
  readonly #compactor: Compactor;
  readonly #beat: NodeJS.Timeout;
  #closing = false;

  constructor(options: RealtimeOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#paces = new Paces(this.#limits);
    this.#rights = new RightsDesk(options.authorise, this.#trouble);
    // Twice the limit reaches us, so that most oversized frames get our own close code and not a broken line.
    const maxPayload = this.#limits.frameBytes * 2;
    this.#sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload });
    const now = () => options.clock.now();
    this.#compactor = createCompactor(options.pool);
    this.#writer = new GroupCommit<Sender>({
      pool: options.logPool ?? options.pool,
      now,
      ...(options.commitSeconds && { onTimed: options.commitSeconds }),
      onCommitted: (documentId, rows) => this.#committed(documentId, rows),
      onFailed: (documentId, error) => {
        this.#counts.failures++;
        this.#documents.get(documentId)?.failed(error);
      },
    });
    const { pool, nodes } = options;
    this.#owners = new IdOwners(pool, now);
    const shared = { pool, documents: this.#documents, onTrouble: this.#trouble };
    this.#nodes = nodes ? new Nodes({ ...nodes, ...shared }) : null;
    const door = createHttpDoor({
      allowedOrigin: options.allowedOrigin,
      signInOf: options.signInOf ?? ((req) => req.headers.cookie ?? ''),
      bodyBytes: maxPayload,
      open: async (req, line) => {
        const documentId = documentOf(req);
        return this.#admit(line, req, documentId, await this.#rights.ask(req));
      },
    });
    this.handle = (req, res) =>
      void door(req, res).catch((error: unknown) => {
        this.#trouble('a request failed', error, documentOf(req));
        if (!res.headersSent) res.writeHead(500);
        res.end();
      });
    this.#beat = setInterval(() => this.#heartbeat(), options.heartbeatMs ?? 20_000);
    this.#beat.unref();
  }

  /** Takes over an upgrade request below `/sync/`. Who is asking is known before the socket is accepted. */
  readonly upgrade = async (req: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    socket.on('error', () => {});
    if (!this.#options.allowedOrigin(req)) {
      this.#counts.refused++;
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const documentId = documentOf(req);
    const answer = await this.#rights.ask(req);
    this.#sockets.handleUpgrade(req, socket, head, (ws) => {
      ws.on('error', () => {});
      const refusal = this.#admit(new SocketLine(ws, socket), req, documentId, answer);
      if (refusal) closeSocket(ws, refusal);
    });
  };

  /** Takes a request below `/sync/`: the same messages over HTTP, for networks that block websockets. */
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void;

  /** Reads the rights of these sockets again; meanwhile their frames wait. Those without a right are closed. */
  readonly revoke = (change: RightsChange): void => {
    this.#rights.changed();
    for (const connection of this.#connections) {
      const { personId, authSessionId } = connection.rights;
      // A document that still loads has no room yet: ask rather than miss it.
      const roomId = this.#documents.get(connection.documentId)?.roomId || (change.roomId ?? '');
      if (concerns(change, { personId, authSessionId, roomId })) void this.#recheck(connection);
    }
  };

  /** Resolves when every update received so far is on disk or has failed. */
  readonly flush = (): Promise<void> => this.#writer.flush();

  /** Saves what has come, tells everybody to come back later, and lets go of the database. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#beat);
    await this.#writer.flush();
    for (const document of [...this.#documents.values()]) document.close(closeCode.restarting);
    for (const connection of [...this.#connections]) connection.close(closeCode.restarting);
    await this.#writer.flush();
    this.#nodes?.close();
    this.#sockets.close();
    await this.#compactor.close();
  }

  metrics() {
    return {
      ...this.#counts,
      connections: this.#connections.size,
      documents: this.#documents.size,
      unsavedBytes: this.#writer.unsavedBytes,
      compactions: this.#compactor.begun,
      fromNodes: this.#nodes?.counts.heard ?? 0,
      redisConnected: this.#nodes?.connected ?? false,
    };
  }

  #committed(documentId: string, rows: Committed<Sender>[]): void {
    this.#counts.commits++;
    this.#counts.committed += rows.length;
    this.#documents.get(documentId)?.committed(rows);
    this.#nodes?.committed(documentId, rows);
    this.#options.onCommitted?.(documentId);
  }

  readonly #trouble = (message: string, error: unknown, documentId: string): void =>
    this.#options.log.error({ documentId, error: String(error) }, message);

  #open(id: string): OpenDocument {
    const known = this.#documents.get(id);
    if (known) return known;
    const { pool, clock, awarenessMs = 50, idleMs = 10_000, compactAfter = 300 } = this.#options;
    const document = new OpenDocument({
      ...{ id, pool, awarenessMs, idleMs, compactAfter },
      compact: this.#compactor.compactDocument,
      documentBytes: this.#limits.documentBytes,
      now: () => clock.now(),
      append: (entry) => this.#writer.append(entry),
      askOwners: (question) => this.#owners.ask(question),
      onClosed: (closed) => {
        if (this.#documents.get(id) !== closed) return;
        this.#documents.delete(id);
        this.#nodes?.closed(id);
      },
      onPresence: (documentId, entries) => this.#nodes?.present(documentId, entries),
      onGap: () => void this.#counts.gapFills++,
      onTrouble: this.#trouble,
    });
    this.#documents.set(id, document);
    this.#nodes?.opened(document);
    return document;
  }

  /** Lets a line in, or says why not. */
  #admit(line: Line, req: IncomingMessage, documentId: string, answer: RightsAnswer): CloseCode | null {
    if (this.#closing) return closeCode.restarting;
    const others = this.#documents.get(documentId)?.connections;
    if (answer.ok && !(others && isFull(others, answer.personId, this.#limits))) {
      this.#accept(line, req, documentId, answer);
      return null;
    }
    this.#counts.refused++;
    return answer.ok ? closeCode.tooFast : answer.code;
  }

  #accept(line: Line, req: IncomingMessage, documentId: string, rights: Rights): void {
    const document = this.#open(documentId);
    const pace = this.#paces.of(rights.personId);
    const connection = new Connection({
      ...{ line, req, documentId, rights, pace, limits: this.#limits },
      onFrame: (from, frame) => this.#handle(document, from, frame),
      onMalformed: this.#malformed,
    });
    this.#counts.opened++;
    this.#connections.add(connection);
    line.onClosed = () => {
      this.#connections.delete(connection);
      countClosed(this.#counts, connection);
      document.leave(connection);
    };
    document.join(connection).catch((error: unknown) => {
      this.#trouble('a connection could not be started', error, documentId);
      connection.close(closeCode.tryAgain);
    });
  }

  #handle(document: OpenDocument, connection: Connection, frame: Uint8Array) {
    if (document.state !== 'open') return connection.close(closeCode.tryAgain);
    if (connection.rights.expiresAt <= this.#options.clock.now())
      return connection.close(closeCode.signedOut);
    this.#take(document, connection, readFrame(frame));
  }

  readonly #malformed = (connection: Connection, error: unknown): void => {
    this.#counts.malformed++;
    const details = { documentId: connection.documentId, error: String(error) };
    this.#options.log.warn(details, 'a malformed frame closed its sender');
    connection.close(closeCode.malformed);
  };

  #take(document: OpenDocument, connection: Connection, message: Incoming) {
    switch (message.type) {
      case 'step1':
        if (!connection.pace.mayAsk(1)) return connection.close(closeCode.tooFast);
        return document.answer(connection, message.stateVector);
      case 'update':
        if (this.#writer.unsavedBytes > this.#limits.unsavedBytes)
          return connection.close(closeCode.tryAgain);
        return document.receive(connection, message.update, message.step2);
      case 'awareness':
        return document.present(connection, message.entries);
      case 'queryAwareness': {
        if (!connection.pace.mayAsk(1)) return connection.close(closeCode.tooFast);
        const present = document.awareness.all();
        return present ? connection.send(present) : undefined;
      }
      case 'ignored':
        return;
    }
  }

  async #recheck(connection: Connection): Promise<void> {
    this.#counts.rechecks++;
    connection.hold();
    const answer = await this.#rights.ask(connection.req);
    if (!answer.ok) return connection.close(answer.code);
    if (answer.expiresAt <= this.#options.clock.now()) return connection.close(closeCode.signedOut);
    // Another sign-in in the same browser is another person at the keyboard: come in again as that one.
    if (answer.personId !== connection.rights.personId) return connection.close(closeCode.tryAgain);
    const mayWriteNow = answer.canEdit && !connection.rights.canEdit;
    connection.setRights(answer);
    if (mayWriteNow) this.#documents.get(connection.documentId)?.ask(connection);
    connection.release();
  }

  #heartbeat(): void {
    this.#paces.forget();
    for (const connection of this.#connections) {
      if (!connection.beat()) continue;
      // The sign-in may have been prolonged meanwhile: ask before closing.
      if (connection.rights.expiresAt <= this.#options.clock.now()) void this.#recheck(connection);
    }
  }
}
