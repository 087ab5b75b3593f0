import { setTimeout as sleep } from 'node:timers/promises';
import { Crowd } from './crowd.ts';
import type { Fault } from './fault.ts';
import { startNode } from './nodes.ts';
import { Counts } from './promises.ts';

/** A kill comes so long, in ms, after the server is there again: sometimes while people still come back. */
const moments = { from: 200, to: 3000 };

/** kill -9 of the server at random moments, each fifth time of its Postgres too. */
export const kill: Fault = {
  how:
    'The server is killed (-9) at random moments under load, each fifth time its Postgres too. Each time what people had seen and what was ' +
    'called saved is compared with the disk, and with what newcomers read from the restarted server, before anybody brings anything back.',
  async run({ ground, short, random }) {
    const kills = short ? 3 : 50;
    const counts = new Counts();
    const address = { databaseUrl: ground.url };
    let node = await startNode(address);
    const crowd = await Crowd.gather(ground, [node.url], { documents: short ? 2 : 6, random });
    crowd.write();
    for (let n = 1; n <= kills; n++) {
      const longest = short ? moments.from + 700 : moments.to;
      await sleep(moments.from + random() * (longest - moments.from));
      const database = n % (short ? 3 : 5) === 0;
      if (database) ground.killPostgres();
      await node.kill();
      // What was on its way to people has been seen, too.
      await sleep(100);
      const promised = crowd.promised();
      crowd.leave();
      if (database) await ground.restartPostgres();
      await counts.onDisk(ground.pool, promised);
      node = await startNode({ ...address, port: node.port });
      await counts.atServer(node.url, ground.people[0]!, promised);
      crowd.comeBack();
    }
    crowd.rest();
    const apart = await crowd.apart(ground, 60_000);
    await counts.onDisk(ground.pool, crowd.promised());
    crowd.go();
    await node.stop();
    return { counts, apart, sentAway: crowd.people.flatMap(({ sentAway }) => sentAway), figures: { kills } };
  },
};
