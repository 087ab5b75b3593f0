// How long a list of 10,000 institutions takes, how much memory, and how long other pages wait for it.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Actor } from '#domain/person/actor.ts';
import type { App } from '../../server/app.ts';
import type { Clock } from '../../server/context.ts';
import type { Database } from '../../server/db/database.ts';
import { findImports } from '../../server/institution/import/run.ts';
import type { Log } from '../../server/log.ts';

export interface ImportMeasure {
  rows: number;
  previewMs: number;
  writeMs: number;
  peakMegabytes: number;
  /** The longest that anything else had to wait for its turn. */
  longestWaitMs: number;
  /** How often the page was told how far it is. */
  steps: number;
}

const list = (rows: number): string =>
  ['Code,Name,Level,Place,Languages,Sponsor,Focal point,E-mail,Telephone']
    .concat(
      Array.from(
        { length: rows },
        (_, at) =>
          `BENCH-${at},Bench institution ${at},Health centre,District ${at % 30},"French, Kinyarwanda",Dr ${at},Person ${at},p${at}@bench.example,+250 788 ${at}`,
      ),
    )
    .join('\n');

/** Imports a list into the actor's network as the pages do: file, preview, yes, job. */
export async function measureImport(
  { app, db, clock, log }: { app: App; db: Database; clock: Clock; log: Log },
  actor: Actor,
  networkId: string,
  rows = 10_000,
): Promise<ImportMeasure> {
  const before = process.memoryUsage().rss;
  let peak = before;
  const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const file = new File([list(rows)], 'bench.csv');
  const began = performance.now();
  const importId = await app.institutions.imports.start(actor, { networkId, file });
  const seen = performance.now();
  await app.institutions.imports.confirm(actor, { importId, version: 1 });
  const steps = new Set<number>();
  const looking = setInterval(
    () =>
      void app.institutions.imports
        .open(actor, importId, { show: null, page: null })
        .then(({ done }) => steps.add(done)),
    25,
  );
  await findImports({ db, clock, log });
  const written = performance.now();
  clearInterval(looking);
  clearInterval(watching);
  loop.disable();
  const { state } = await app.institutions.imports.open(actor, importId, { show: null, page: null });
  if (state !== 'done') throw new Error(`The import is ${state}`);
  return {
    ...{ rows, previewMs: seen - began, writeMs: written - seen, steps: steps.size },
    peakMegabytes: (peak - before) / 1e6,
    longestWaitMs: loop.max / 1e6,
  };
}
