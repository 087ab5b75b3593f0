import { setTimeout as sleep } from 'node:timers/promises';
import { findRedis } from '../../server/test-redis.ts';
import { startRedis } from '../fixtures/redis.ts';
import { Crowd } from './crowd.ts';
import type { Fault } from './fault.ts';
import { openLab, type Cable } from './lab.ts';
import { startNode } from './nodes.ts';
import { Counts } from './promises.ts';

/** TCP tries again after pauses that double: after a cut of 20 s it may be so long until anybody notices. */
const patienceMs = 60_000;

/** One of two servers loses what it stands on, then its people. */
export const network: Fault = {
  how:
    'Two servers on one Postgres and one Redis, people of each document on both. One of them, in a network namespace, is cut from Postgres and Redis for ' +
    '20 s, then from its people for 20 s. Together again: how long after the cable was back everybody read the same.',
  async run({ ground, short, random }) {
    const program = findRedis();
    if (!program) throw new Error('two servers need Redis');
    // First what may be refused.
    const lab = openLab();
    const redis = await startRedis(program);
    const counts = new Counts();
    const figures: Record<string, string> = {};
    const broken: string[] = [];
    let apart = 0;
    const near = await startNode({ databaseUrl: ground.url, redisUrl: redis.url });
    const far = await startNode({
      ...{ namespace: lab.namespace, host: lab.host, port: near.port },
      ...{ databaseUrl: await lab.reach(ground.url), redisUrl: await lab.reach(redis.url) },
    });
    const crowd = await Crowd.gather(ground, [near.url, far.url], { documents: short ? 2 : 6, random });
    try {
      for (const cable of ['storage', 'people'] satisfies Cable[]) {
        crowd.write();
        await sleep(3000);
        lab.pull(cable);
        await sleep(1000);
        const saved = savedBeyond(crowd);
        await sleep(short ? 3000 : 19_000);
        if (savedBeyond(crowd) !== saved)
          broken.push(`the ${cable} cable was pulled, and words still passed`);
        await counts.onDisk(ground.pool, crowd.promised());
        lab.plug(cable);
        const back = performance.now();
        await sleep(2000);
        crowd.rest();
        apart += await crowd.apart(ground, patienceMs);
        figures[`together again after ${cable}, s`] = ((performance.now() - back) / 1000).toFixed(1);
        await counts.onDisk(ground.pool, crowd.promised());
      }
      for (const { url } of [near, far]) await counts.atServer(url, ground.people[0]!, crowd.promised());
    } finally {
      crowd.go();
      await near.stop();
      await far.stop();
      lab.close();
      await redis.kill();
    }
    return { counts, apart, sentAway: crowd.people.flatMap(({ sentAway }) => sentAway), figures, broken };
  },
};

/** What those who write at the far server know as saved. */
const savedBeyond = ({ tables }: Crowd) => tables.reduce((sum, { people }) => sum + people[3]!.saved, 0);
