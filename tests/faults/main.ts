// What happens to people's words when things break: npm run faults -- kill|postgres|disk|network|soak [--short] [--minutes=20] [--seed=1]
import { parseArgs } from 'node:util';
import { printTable } from '../bench/table.ts';
import { openGround } from '../bench/realtime/ground.ts';
import { seeded } from '../bench/realtime/history.ts';
import { brokenPromises, type Fault } from './fault.ts';
import { disk } from './disk.ts';
import { kill } from './kill.ts';
import { network } from './network.ts';
import { postgres } from './postgres.ts';
import { soak } from './soak.ts';

// Each line of the stock client listens for the end of this process.
process.setMaxListeners(0);
const faults: Record<string, Fault> = { kill, postgres, disk, network, soak };
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const unknown = positionals.filter((name) => !faults[name]);
if (positionals.length === 0 || unknown.length > 0) {
  console.error(
    `npm run faults -- <name …> [--short] [--minutes=20] [--seed=1]. There are: ${Object.keys(faults).join(', ')}.`,
  );
  process.exit(2);
}

/** Brings one about; says whether every promise was kept. */
async function suffer(name: string, { how, prepare, run }: Fault): Promise<boolean> {
  console.log(`\n## ${name}\n\n${how} Seed ${values.seed}.\n`);
  const stage = prepare?.();
  const ground = await openGround({ portFrom: 6460, ...stage?.ground });
  try {
    const { short, minutes, seed } = values;
    const outcome = await run({ ground, short, random: seeded(Number(seed)), minutes: Number(minutes) });
    const { counts, apart, figures } = outcome;
    printTable(
      [
        'letters seen by others',
        'of them lost',
        'called saved',
        'of them lost',
        'documents that do not load',
        'apart',
      ].concat(Object.keys(figures)),
      [
        [counts.seen, counts.lost, counts.saved, counts.savedLost, counts.unreadable, apart]
          .map(String)
          .concat(Object.values(figures).map(String)),
      ],
    );
    const broken = brokenPromises(outcome);
    console.log(broken.length === 0 ? '\nEvery promise was kept.' : `\nBROKEN: ${broken.join('; ')}.`);
    return broken.length === 0;
  } finally {
    await ground.close();
    stage?.end();
  }
}

const failed = (error: unknown): boolean => {
  console.error(error instanceof Error ? error.message : error);
  return false;
};
let kept = true;
for (const name of positionals) kept = (await suffer(name, faults[name]!).catch(failed)) && kept;
process.exit(kept ? 0 : 1);
