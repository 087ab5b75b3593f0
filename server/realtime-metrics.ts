import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Realtime } from './realtime/realtime.ts';

type Figures = ReturnType<Realtime['metrics']>;
type FigureName = { [K in keyof Figures]: Figures[K] extends number ? K : never }[keyof Figures];

const gauges: [name: string, figure: FigureName, help: string][] = [
  ['connections', 'connections', 'Open lines of plans, websockets and requests'],
  ['documents', 'documents', 'Documents in memory'],
  ['unsaved_bytes', 'unsavedBytes', 'Bytes of updates that wait for their commit'],
];

const counters: [name: string, figure: FigureName, help: string][] = [
  ['opened_total', 'opened', 'Lines opened'],
  ['refused_total', 'refused', 'Lines refused at the door'],
  ['malformed_total', 'malformed', 'Frames that closed their sender because nobody could read them'],
  ['commits_total', 'commits', 'Documents saved, each batch counted once a document'],
  ['rows_total', 'committed', 'Updates saved'],
  ['failures_total', 'failures', 'Documents whose batch could not be saved'],
  ['rechecks_total', 'rechecks', 'Times that the rights of an open line were read again'],
  ['slow_readers_total', 'slowReaders', 'Lines closed because they took too little'],
  ['compactions_total', 'compactions', 'Compactions begun'],
  ['gap_fills_total', 'gapFills', 'Times that the log was read for what other nodes wrote'],
  ['node_messages_total', 'fromNodes', 'Messages heard from other nodes'],
];

/**
 * Hangs the realtime server's figures into `registry`, read at each look. Give `commitSeconds` to the server that is then watched.
 */
export function realtimeMetrics(registry: Registry) {
  const histogram = new Histogram({
    name: 'twinward_plans_commit_seconds',
    help: 'Time of one commit of updates, of all its documents together, failed ones too',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  return { commitSeconds: (seconds: number) => histogram.observe(seconds), watch: watch(registry) };
}

const watch = (registry: Registry) => (realtime: Pick<Realtime, 'metrics'>, severalNodes: boolean) => {
  const add = (name: string, help: string) => ({
    ...{ name: `twinward_plans_${name}`, help, registers: [registry] },
  });
  for (const [name, figure, help] of gauges)
    new Gauge({ ...add(name, help), collect: collectSet(() => realtime.metrics()[figure]) });
  for (const [name, figure, help] of counters)
    new Counter({ ...add(name, help), collect: collectTotal(figure) });
  new Counter({
    ...add('closed_total', 'Lines ended by close code (docs/protocol.md); 0: the other side went'),
    labelNames: ['code'],
    collect() {
      this.reset();
      for (const [code, count] of realtime.metrics().closed) this.inc({ code: String(code) }, count);
    },
  });
  if (severalNodes)
    new Gauge({
      ...add('redis_connected', 'Whether Redis carries messages between nodes, 0 or 1'),
      collect: collectSet(() => Number(realtime.metrics().redisConnected)),
    });

  function collectSet(read: () => number) {
    return function (this: Gauge) {
      this.set(read());
    };
  }
  function collectTotal(figure: FigureName) {
    return function (this: Counter) {
      this.reset();
      this.inc(realtime.metrics()[figure]);
    };
  }
};
