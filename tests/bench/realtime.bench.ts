// Ours beside the servers that people would pick instead: npm run bench -- realtime [runs] [part of a title]
import os from 'node:os';
import { measure, type Column, type Figures, type Work } from './realtime/bed.ts';
import { openGround } from './realtime/ground.ts';
import { pin } from './realtime/processes.ts';
import { candidates, driverCore, installPeers, serverCore } from './realtime/servers.ts';
import { checkTyping } from './realtime/typing.ts';
import { historyWorks } from './realtime/works/histories.ts';
import { hostileWorks } from './realtime/works/hostile.ts';
import { killWorks } from './realtime/works/kills.ts';
import { memoryWorks } from './realtime/works/memory.ts';
import { saturationWorks } from './realtime/works/saturation.ts';
import { steadyWorks } from './realtime/works/steady.ts';
import { stormWorks } from './realtime/works/storm.ts';
import { median, printTable } from './table.ts';

const works: Work[] = [
  ...steadyWorks,
  ...saturationWorks,
  ...memoryWorks,
  ...historyWorks,
  ...stormWorks,
  ...killWorks,
  ...hostileWorks,
];
const runs = Number(process.argv[2] ?? 3);
const only = process.argv[3] ?? '';
const chosen = works.filter(({ title }) => title.includes(only));
if (!(runs > 0) || chosen.length === 0) {
  console.error(
    `npm run bench -- realtime [runs] [part of a title]. There are:\n${works.map(({ title }) => title).join('\n')}`,
  );
  process.exit(2);
}

/** Several runs as one figure; a run that gave words instead of a number is not hidden behind the others. */
function together(all: readonly Figures[], { key, digits = 0, over = 'median' }: Column): string {
  const values = all.map((one) => one[key] ?? '');
  const words = values.find((value) => typeof value === 'string');
  if (words !== undefined) return words as string;
  const numbers = values as number[];
  const value = over === 'sum' ? numbers.reduce((sum, one) => sum + one, 0) : median(numbers);
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

async function take(work: Work, times: number): Promise<Map<string, Figures[]>> {
  const results = new Map<string, Figures[]>();
  // Taken in turns, so that a noisy moment of the machine meets all of them.
  for (let run = 0; run < times; run++) {
    for (const candidate of candidates) {
      if (work.concerns && !work.concerns(candidate)) continue;
      const all = results.get(candidate.name) ?? [];
      const failed = (error: unknown): Figures => {
        console.error(`${candidate.name}: ${String(error)}`);
        return { [work.columns[0]!.key]: 'failed' };
      };
      all.push(await measure(work, candidate, ground).catch(failed));
      results.set(candidate.name, all);
    }
  }
  return results;
}

const begun = performance.now();
installPeers();
checkTyping();
pin(process.pid, driverCore);
const ground = await openGround({ started: (pid) => pin(pid, serverCore) });
console.log(
  `Node ${process.version}, ${os.cpus()[0]?.model}, ${os.cpus().length} cores, load before ${os.loadavg()[0]!.toFixed(1)}; ` +
    `${await ground.version()}. Server and database on core ${serverCore}, driver on core ${driverCore}; median of ${runs} runs taken in turns.\n`,
);
for (const { name, durability } of candidates) console.log(`- ${name}: an edit is ${durability}.`);
try {
  for (const work of chosen) {
    const times = work.once ? 1 : runs;
    console.log(`\n### ${work.title}\n\n${work.how}${work.once ? ' Taken once.' : ''}\n`);
    const results = await take(work, times);
    printTable(
      ['server', ...work.columns.map(({ head }) => head)],
      [...results].map(([name, all]) => [name, ...work.columns.map((column) => together(all, column))]),
    );
  }
  console.log(`\nTook ${Math.round((performance.now() - begun) / 60_000)} minutes.`);
} finally {
  await ground.close();
}
process.exit(0);
