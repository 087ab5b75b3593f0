import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { build } from 'vite';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { growTexts } from './grow.ts';
import type { Subject } from './subject.ts';

const peers = path.join(import.meta.dirname, '../peers');
const headings = 302;

/** A document editor with the plan's texts as headings and paragraphs, over the stock y-websocket server with its store. */
export async function layPeer(port: number, edits: number, writers: number): Promise<Subject> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-peer-'));
  await build({
    root: path.join(peers, 'editor'),
    logLevel: 'error',
    configFile: false,
    build: { outDir: path.join(folder, 'page'), target: 'es2022' },
  });
  const sync = spawn(
    process.execPath,
    [path.join(peers, 'y-websocket-server/node_modules/@y/websocket-server/src/server.js')],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ...{ HOST: '127.0.0.1', PORT: String(port + 1), YPERSISTENCE: path.join(folder, 'db') },
      },
    },
  );
  const server = servePage(path.join(folder, 'page'), port);
  const connect = () => connected(`ws://127.0.0.1:${port + 1}`);
  await grow(await connect(), edits, writers);
  return {
    ...{ name: 'Tiptap + y-websocket', port, url: `http://localhost:${port}/`, cookies: [] },
    comesBack: false,
    fileUrl: `http://localhost:${port}/`,
    watch: { readable: '.ProseMirror h3', writable: '.ProseMirror h3', mark: '.ProseMirror h3' },
    beginToWrite: (page) => page.locator('.ProseMirror h3').nth(5).click(),
    async writer(place) {
      const { doc, stop } = await connect();
      const { meaning } = textsOf(doc, place);
      const first = textsOf(doc, 0).title;
      return {
        type: (letter) => meaning.insert(meaning.length, 'abcdefgh '[letter % 9]!),
        mark: (mark) => exchange(doc, first, mark),
        stop,
      };
    },
    async end() {
      server.close();
      server.closeAllConnections();
      sync.kill();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function exchange(doc: Y.Doc, text: Y.XmlText, mark: number): void {
  doc.transact(() => {
    text.delete(0, text.length);
    text.insert(0, `#${mark};`);
  });
}

/** The built page, packed, and beside it the way to the server of the words: a phone's line leads to one port. */
function servePage(folder: string, port: number): http.Server {
  const server = http.createServer((req, res) => {
    const name = req.url === '/' ? '/index.html' : (req.url ?? '');
    const file = path.join(folder, path.normalize(name));
    if (!fs.existsSync(file)) return void res.writeHead(404).end();
    const type = name.endsWith('.js') ? 'text/javascript' : 'text/html';
    res.writeHead(200, {
      ...{ 'content-type': type, 'content-encoding': 'br' },
      'cache-control': name === '/index.html' ? 'no-cache' : 'max-age=31536000, immutable',
    });
    res.end(zlib.brotliCompressSync(fs.readFileSync(file)));
  });
  server.on('upgrade', (req, phone) => {
    const far = net.connect(port + 1, '127.0.0.1', () => {
      const heads = req.rawHeaders.flatMap((name, at, all) => (at % 2 ? [] : [`${name}: ${all[at + 1]}`]));
      far.write([`GET ${req.url} HTTP/1.1`, ...heads, '', ''].join('\r\n'));
      far.pipe(phone).pipe(far);
    });
    for (const end of [far, phone]) end.on('error', () => (far.destroy(), phone.destroy()));
  });
  return server.listen(port, '127.0.0.1');
}

async function connected(url: string) {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(url, 'plan', doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  await new Promise<void>((resolve) => provider.on('sync', (is) => is && resolve()));
  return { doc, stop: () => (provider.destroy(), doc.destroy()) };
}

async function grow({ doc, stop }: { doc: Y.Doc; stop: () => void }, edits: number, writers: number) {
  const grown = new Y.Doc();
  const plan = grown.getXmlFragment('plan');
  const texts: Y.XmlText[] = [];
  for (let n = 0; n < headings; n += 1)
    for (const kind of ['heading', 'paragraph']) {
      const element = new Y.XmlElement(kind);
      if (kind === 'heading') element.setAttribute('level', 3 as never);
      const text = new Y.XmlText();
      element.insert(0, [text]);
      plan.insert(plan.length, [element]);
      texts.push(text);
    }
  growTexts(grown, texts, edits, writers);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(grown));
  // Until the server has it: it says nothing of that.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  stop();
}

function textsOf(doc: Y.Doc, place: number) {
  const plan = doc.getXmlFragment('plan');
  const [title, meaning] = [place * 2, place * 2 + 1].map(
    (at) => (plan.get(at) as Y.XmlElement).get(0) as Y.XmlText,
  );
  return { title: title!, meaning: meaning! };
}
