import { setTimeout as sleep } from 'node:timers/promises';
import { hostileFrames, type HostileFrame } from '../../../fuzz/hostile.ts';
import type { Bed, Figures, Work } from '../bed.ts';
import type { RunningServer } from '../servers.ts';
import { Witness } from '../witness.ts';

const patienceMs = 3000;

async function hostile(bed: Bed): Promise<Figures> {
  const kinds = hostileFrames(5);
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
async function survives(
  bed: Bed,
  server: RunningServer,
  document: string,
  { frame }: HostileFrame,
): Promise<boolean> {
  const enter = (person: number) =>
    new Witness({
      origin: server.origin,
      wire: bed.candidate.wire,
      document,
      cookie: bed.ground.people[person]!,
    });
  const until = (done: () => boolean) => soon(() => hasEnded(server) || done());
  const [attacker, first, second] = [enter(0), enter(1), enter(2)];
  const all = [attacker, first, second];
  try {
    await until(() => all.every(({ synced }) => synced));
    first.write('a');
    await until(() => second.reads() === 'a');
    attacker.say(frame);
    await sleep(40);
    first.write('b');
    await until(() => second.reads() === 'ab');
    second.write('c');
    await until(() => first.reads() === 'abc');
    const late = enter(3);
    all.push(late);
    await until(() => late.reads() === 'abc' || late.hurt !== null);
    const others = [first, second, late];
    return (
      others.every(({ closed, hurt }) => !closed && hurt === null) &&
      others.every((one) => one.reads() === 'abc')
    );
  } finally {
    for (const one of all) one.close();
  }
}

async function soon(done: () => boolean): Promise<void> {
  for (const end = performance.now() + patienceMs; !done() && performance.now() < end;) await sleep(4);
}

export const hostileWorks: Work[] = [
  {
    title: 'hostile frames',
    how:
      'One of three people in a document sends a frame of tests/fuzz/hostile.ts; each kind meets a fresh document. Crash: the process ended. Broken: ' +
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
