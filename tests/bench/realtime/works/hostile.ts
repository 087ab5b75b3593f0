import { setTimeout as sleep } from 'node:timers/promises';
import { hostileFrames } from '../../../fuzz/hostile.ts';
import type { Bed, Figures, Work } from '../bed.ts';
import type { RunningServer } from '../servers.ts';
import { SilentClient } from '../silent.ts';
import type { Wire } from '../wire.ts';
import { Witness } from '../witness.ts';

const patienceMs = 2000;

/** Bytes below the messages: what RFC 6455 forbids. */
const brokenFraming: { name: string; bytes: number[] }[] = [
  { name: 'websocket: not masked', bytes: [0x82, 1, 0] },
  { name: 'websocket: reserved bits', bytes: [0xf2, 0x80, 0, 0, 0, 0] },
  { name: 'websocket: an unknown kind', bytes: [0x8b, 0x80, 0, 0, 0, 0] },
  { name: 'websocket: a ping in parts', bytes: [0x09, 0x80, 0, 0, 0, 0] },
  { name: 'websocket: a ping that is too long', bytes: [0x89, 0xfe, 1, 0, 0, 0, 0, 0] },
  {
    name: 'websocket: a length beyond numbers',
    bytes: [0x82, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0],
  },
  { name: 'websocket: a message of 2 GB', bytes: [0x82, 0xff, 0, 0, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0] },
  { name: 'websocket: text that is not UTF-8', bytes: [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28] },
  { name: 'websocket: a close without a reason code', bytes: [0x88, 0x81, 0, 0, 0, 0, 3] },
  { name: 'websocket: a close with a forbidden code', bytes: [0x88, 0x82, 0, 0, 0, 0, 3, 0xec] },
  { name: 'websocket: a second part without a first', bytes: [0x80, 0x80, 0, 0, 0, 0] },
];

/** A kind, and how it is done to a document. */
interface Attack {
  name: string;
  run(attacker: Witness, to: { origin: string; wire: Wire; document: string; cookie: string }): Promise<void>;
}
const attacks = (): Attack[] => [
  ...hostileFrames(5).map(({ name, frame }) => ({
    name,
    run: async (attacker: Witness) => attacker.say(frame),
  })),
  ...brokenFraming.map(({ name, bytes }) => ({
    name,
    run: async (_: Witness, to: ConstructorParameters<typeof SilentClient>[0]) => {
      const client = new SilentClient(to);
      await client.opened;
      client.sendRaw(new Uint8Array(bytes));
      setTimeout(() => client.close(), patienceMs).unref();
    },
  })),
];

async function hostile(bed: Bed): Promise<Figures> {
  const kinds = attacks();
  const documents = await bed.ground.documents(kinds.length);
  const crashes: string[] = [];
  const broken: string[] = [];
  let server = await bed.start();
  for (const [i, kind] of kinds.entries()) {
    const works = await survives(bed, server, documents[i]!, kind);
    if (hasEnded(server)) {
      crashes.push(kind.name);
      server = await bed.start();
    } else if (!works) broken.push(kind.name);
  }
  if (crashes.length + broken.length > 0)
    console.error(JSON.stringify({ server: bed.candidate.name, crashes, broken }));
  return { kinds: kinds.length, crashes: crashes.length, broken: broken.length };
}

const hasEnded = ({ child }: RunningServer) => child.exitCode !== null || child.signalCode !== null;

/** Whether two others in the document still write to each other afterwards, and a newcomer reads it all. */
async function survives(bed: Bed, server: RunningServer, document: string, attack: Attack): Promise<boolean> {
  const { origin } = server;
  const { wire } = bed.candidate;
  const to = (person: number) => ({ origin, wire, document, cookie: bed.ground.people[person]! });
  const enter = (person: number) => new Witness(to(person));
  const until = (done: () => boolean) => soon(() => hasEnded(server) || done());
  const [attacker, first, second] = [enter(0), enter(1), enter(2)];
  const all = [attacker, first, second];
  try {
    if (!(await until(() => all.every(({ synced }) => synced)))) return false;
    first.write('a');
    if (!(await until(() => second.reads() === 'a'))) return false;
    await attack.run(attacker, to(0));
    await sleep(40);
    first.write('b');
    if (!(await until(() => second.reads() === 'ab'))) return false;
    second.write('c');
    if (!(await until(() => first.reads() === 'abc'))) return false;
    const late = enter(3);
    all.push(late);
    if (!(await until(() => late.reads() === 'abc'))) return false;
    return [first, second, late].every(({ closed, hurt }) => !closed && hurt === null);
  } finally {
    for (const one of all) one.close();
  }
}

async function soon(done: () => boolean): Promise<boolean> {
  const end = performance.now() + patienceMs;
  while (!done() && performance.now() < end) await sleep(4);
  return done();
}

export const hostileWorks: Work[] = [
  {
    title: 'hostile frames',
    how:
      'One of three people in a document sends a frame of tests/fuzz/hostile.ts, or bytes that are no websocket frame; each kind meets a fresh document. Crash: the process ended. Broken: ' +
      `within ${patienceMs / 1000} s the others do not read each other any more, are closed, or a newcomer cannot open the document.`,
    columns: [
      { key: 'kinds', head: 'kinds' },
      { key: 'crashes', head: 'crashes' },
      { key: 'broken', head: 'documents broken for others' },
    ],
    once: true,
    run: hostile,
  },
];
