import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { step1Frame, step2Frame } from '../../server/realtime/frames.ts';
import { bareLine, makeRoomWithPlan, until, type Way } from '../fixtures/realtime.ts';
import { useRealtime } from '../fixtures/realtime-stage.ts';
import { allIsWell, bystanders } from './bystanders.ts';
import { hostileFrames } from './hostile.ts';

const t = useRealtime();
const nothing = new Uint8Array([0, 0]);
/** What is larger has a document of its own: people who read it all, 700 times, would be what takes the time. */
const largeBytes = 8_000;

/** Over requests, for the sake of time; all of them: `HOSTILE_ALL=1 npx vitest run tests/fuzz/hostile.test.ts`. */
const everyThird = process.env['HOSTILE_ALL'] ? 1 : 3;

/** Sends one frame over a new line, after an answer to the server's question. The close code, or 0 when the server talks on. */
async function told(way: Way, document: string, frame: Uint8Array, vector: Uint8Array): Promise<number> {
  const line = bareLine(t.server.url, document, 'hostile', way);
  const heard = (kind: number) => line.frames.some(([type, of]) => type === 0 && of === kind);
  await until(() => heard(0), 10_000, 'the server asks');
  for (const message of [step2Frame(nothing), frame, step1Frame(vector)]) line.send(message);
  await Promise.race([line.closed, until(() => heard(1), 10_000, 'the server answers')]);
  line.close();
  return heard(1) ? 0 : line.closed;
}

async function tellAll(way: Way, seed: number, doc: Y.Doc, each = 1): Promise<Map<string, number>> {
  const codes = new Map<string, number>();
  for (const { name, frame } of hostileFrames(seed).filter((_, n) => n % each === 0)) {
    const large = frame.length > largeBytes;
    const { documentId } = large ? await makeRoomWithPlan(t.db.kysely) : t.room;
    codes.set(name, await told(way, documentId, frame, Y.encodeStateVector(doc)));
  }
  return codes;
}

it('350 kinds of hostile frames, over sockets and over requests: only the sender is refused, and for the same', async () => {
  const people = await bystanders(t);
  const { doc } = people.a;
  const [overSockets, overRequests] = await Promise.all([
    tellAll('socket', 11, doc),
    tellAll('requests', 12, doc, everyThird),
  ]);
  const codes = [...overSockets.values()];
  expect(codes.length).toBeGreaterThan(300);
  for (const code of [0, 4400, 4500]) expect(codes.filter((one) => one === code).length).toBeGreaterThan(10);
  for (const [name, code] of overRequests) expect([name, code]).toEqual([name, overSockets.get(name)]);
  await allIsWell(t, people);
}, 120_000);
