// Ours beside the servers that people would pick instead: npm run bench -- realtime [runs]
import os from 'node:os';
import { median, printTable } from './table.ts';
import { openGround } from './realtime/ground.ts';
import { pin } from './realtime/processes.ts';
import { candidates, driverCore, installPeers, startServer, type Candidate } from './realtime/servers.ts';
import { steady, type Bed, type Measured } from './realtime/works.ts';

const runs = Number(process.argv[2] ?? 3);
const only = process.argv[3];
installPeers();
pin(process.pid, driverCore);
const ground = await openGround();

interface Work {
  title: string;
  run(bed: Bed): Promise<Measured>;
  documents: number;
}
const fifty = { documents: 1, peopleEach: 50, writersEach: 10, pace: 10, seconds: 10 };
const works: Work[] = [
  {
    title: '50 in one document, 10 write 10 times a second',
    documents: 1,
    run: (bed) => steady(bed, { ...fifty, awareness: false }),
  },
  { title: 'the same, with cursors', documents: 1, run: (bed) => steady(bed, { ...fifty, awareness: true }) },
  {
    title: '500 documents of 4, one writes once a second',
    documents: 500,
    run: (bed) =>
      steady(bed, { documents: 500, peopleEach: 4, writersEach: 1, pace: 1, seconds: 10, awareness: false }),
  },
];

async function measure(candidate: Candidate, work: Work): Promise<Measured> {
  const server = await startServer(candidate, ground.url);
  const pids = candidate.usesPostgres ? [server.pid, ground.pid] : [server.pid];
  const documents = await ground.documents(work.documents);
  try {
    return await work.run({ candidate, server, pids, documents, people: ground.people });
  } finally {
    await server.stop();
  }
}

console.log(
  `Node ${process.version}, ${os.cpus()[0]?.model}, ${os.cpus().length} cores, median of ${runs} runs.`,
);
for (const { name, durability } of candidates) console.log(`- ${name}: an edit is ${durability}.`);
try {
  for (const work of works) {
    if (only && !work.title.includes(only)) continue;
    console.log(`\n### ${work.title}\n`);
    const results = new Map<string, Measured[]>();
    // Taken in turns, so that a noisy moment of the machine meets all of them.
    for (let run = 0; run < runs; run++) {
      for (const candidate of candidates) {
        const list = results.get(candidate.name) ?? [];
        list.push(await measure(candidate, work));
        results.set(candidate.name, list);
      }
    }
    printTable(
      ['server', 'deliveries', 'p50 ms', 'p99 ms', 'µs a delivery', 'deliveries a second', 'of a core'],
      [...results].map(([name, all]) => {
        const at = (key: keyof Measured) => median(all.map((one) => one[key]));
        return [
          name,
          at('deliveries'),
          at('p50').toFixed(1),
          at('p99').toFixed(1),
          at('perDeliveryUs').toFixed(1),
          Math.round(at('perSecond')),
          at('load').toFixed(2),
        ];
      }),
    );
  }
} finally {
  await ground.close();
}
process.exit(0);
