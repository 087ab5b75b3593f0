import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Registry } from 'prom-client';
import * as v from 'valibot';
import { composeApp, provideApp, type App } from './app.ts';
import { cookieOf, fromOwnOrigin } from './auth/cookie.ts';
import { openCalls } from './calls.ts';
import type { Config } from './config.ts';
import { systemClock } from './context.ts';
import { openDatabase, type Database } from './db/database.ts';
import { listenTo } from './db/listen.ts';
import { migrate } from './db/migrate.ts';
import { isDemo, loadDemo } from './demo/load.ts';
import type { PartState, Readiness } from './health.ts';
import type { Handler, UpgradeHandler } from './http.ts';
import { createLive } from './live/live.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Log } from './log.ts';
import { startJobs } from './jobs/index.ts';
import { mailboxGateway, smtpGateway } from './messaging/deliver.ts';
import { createLinks } from './messaging/links.ts';
import type { CallServer } from './media/call-server.ts';
import { noCallServer } from './media/media.ts';
import { createProjector } from './plan/projector.ts';
import { seedPlan } from './plan/seed.ts';
import { planSocketRights } from './plan/socket.ts';
import { realtimeMetrics } from './realtime-metrics.ts';
import { createRealtime, type Realtime, type RealtimeOptions } from './realtime/realtime.ts';

/** What the parts of the process hang themselves into. */
export interface Frame {
  config: Config;
  log: Log;
  lifecycle: Lifecycle;
  upgrades: Map<string, UpgradeHandler>;
  routes: Map<string, Handler>;
  /** What /metrics answers with. */
  registry: Registry;
  /** Each part with its state, asked anew at every look. */
  readiness: Map<string, () => Promise<Readiness[string]> | Readiness[string]>;
}

/** Opens and migrates the database, composes the App and opens the sockets that belong to it. */
export async function assemble(
  frame: Frame,
  databaseUrl: string,
  callServer: CallServer = noCallServer,
): Promise<App> {
  const { config, log, lifecycle } = frame;
  const { pool, kysely } = openDatabase(databaseUrl, { max: 20 });
  const { kysely: tallyDb } = openDatabase(databaseUrl, { max: 3 });
  lifecycle.onStop('database', () => kysely.destroy());
  lifecycle.onStop('database', () => tallyDb.destroy());
  frame.readiness.set('database', () => databaseState(pool));
  const applied = await migrate(kysely, databaseUrl);
  log.info({ applied }, 'the database has the newest shape');
  frame.readiness.set('migrations', () => ({ state: 'ready' }));
  const parts = {
    ...{ db: kysely, clock: systemClock, log, seedPlan },
    ...{ origin: config.origin, secret: config.secret, smtp: config.smtpUrl !== null },
  };
  // Never into a database that somebody configured, nor one with people in it: a restored one is no demo.
  const ownDatabase = config.demo && config.databaseUrl === null;
  if (ownDatabase) await loadDemo(parts, (words) => console.log(words));
  const demo = ownDatabase && (await isDemo(kysely));
  const app = composeApp({ ...parts, tallyDb, callServer, demo });
  provideApp(app);
  frame.readiness.set('mail', () => mailState(config));
  await openJobs(frame, app, kysely, pool);
  const { pool: logPool } = openDatabase(databaseUrl, { max: 1 });
  lifecycle.onStop('database', () => logPool.end());
  const realtime = await openPlans(frame, app, kysely, { pool, logPool });
  await openPageEvents(frame, app, kysely, databaseUrl, realtime);
  openCalls(frame, app, callServer);
  return app;
}

async function openJobs({ config, log, lifecycle, readiness }: Frame, app: App, db: Database, pool: pg.Pool) {
  const gateway = config.smtpUrl ? smtpGateway(config.smtpUrl, config.mailFrom) : mailboxGateway;
  const jobs = await startJobs({
    ...{ db, pool, log, gateway, clock: app.clock },
    ...{ origin: config.origin, from: config.mailFrom, links: createLinks(config.secret) },
  });
  lifecycle.onStop('jobs', () => jobs.stop());
  readiness.set('jobs', () => ({ state: 'ready' }));
}

async function openPlans(
  frame: Frame,
  app: App,
  db: Database,
  pools: { pool: pg.Pool; logPool: pg.Pool },
): Promise<Realtime> {
  const { log, lifecycle, config } = frame;
  const projector = createProjector({ db, pool: pools.pool, log });
  const nodes = await otherNodes(config, log);
  const metrics = realtimeMetrics(frame.registry);
  const realtime = createRealtime({
    ...(nodes && { nodes }),
    ...{ ...pools, clock: app.clock, log },
    authorise: planSocketRights(db, (cookies) => whoHolds(app, cookies)),
    allowedOrigin: fromOwnOrigin(config.origin),
    signInOf: (req) => cookieOf(req, 'session') ?? '',
    onCommitted: projector.touched,
    commitSeconds: metrics.commitSeconds,
  });
  metrics.watch(realtime, nodes !== null);
  lifecycle.onStop('realtime', () => realtime.close());
  lifecycle.onStop('realtime', () => projector.stop());
  frame.upgrades.set('/sync/', { handleUpgrade: realtime.upgrade });
  frame.routes.set('/sync/', realtime.handle);
  projector.start();
  return realtime;
}

/** The way to the other nodes. Products with another SECRET on the same Redis do not hear each other. */
async function otherNodes({ redisUrl, secret }: Config, log: Log): Promise<RealtimeOptions['nodes'] | null> {
  if (redisUrl === null) return null;
  const { openRedisBus } = await import('./realtime/redis-bus.ts');
  const namespace = `twinward:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
  return { bus: openRedisBus(redisUrl, log), namespace };
}

/** What transactions announce: changes go to the pages that watch them, rights to every kind of socket. */
async function openPageEvents(
  frame: Frame,
  app: App,
  db: Database,
  databaseUrl: string,
  realtime: Realtime,
): Promise<void> {
  const { log, lifecycle, config } = frame;
  const live = createLive({
    ...{ db, log, actorOf: app.auth.actorOf },
    allowedOrigin: fromOwnOrigin(config.origin),
  });
  const listening = await listenTo(
    databaseUrl,
    {
      live: (payload) => live.publish(v.parse(liveNotice, JSON.parse(payload))),
      rights: async (payload) => {
        const change = v.parse(rightsNotice, JSON.parse(payload));
        realtime.revoke(change);
        await Promise.all([live.recheck(change), app.media.recheck(change)]);
      },
    },
    () => {
      realtime.revoke({});
      live.comeBack();
    },
    log,
  );
  lifecycle.onStop('sockets', () => live.close());
  lifecycle.onStop('realtime', () => listening.stop());
  frame.upgrades.set('/live', live);
  frame.routes.set('/live', live.poll);
}

const liveNotice = v.object({ version: v.number(), topic: v.string() });
const rightsNotice = v.object({
  personId: v.optional(v.string()),
  authSessionId: v.optional(v.string()),
  roomId: v.optional(v.string()),
});

async function whoHolds(app: App, cookieHeader: string) {
  return app.auth.actorOf(cookieOf({ headers: { cookie: cookieHeader } }, 'session'));
}

async function databaseState(pool: pg.Pool): Promise<Readiness[string]> {
  try {
    await pool.query('select 1');
    return { state: 'ready' };
  } catch {
    return { state: 'unavailable', detail: 'The database does not answer.' };
  }
}

function mailState(config: Config): PartState {
  return config.smtpUrl
    ? { state: 'ready' }
    : { state: 'off', detail: 'Mails stay in the built-in mailbox.' };
}
