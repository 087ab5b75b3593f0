// The one process. Start order: configuration, lock, door (so that a taken port stops us before anything
// runs), Postgres, migrations, call server (not waited for), App, jobs, pages. Stop order: lifecycle.ts.
import path from 'node:path';
import { assemble, type Frame } from './assemble.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { people } from './demo/people.ts';
import { findOrMakeCertificate, lanAddress } from './embedded/lan.ts';
import { startLivekit, type MediaServer, type MediaState } from './embedded/livekit.ts';
import { lockHolder, takeLock } from './embedded/lock-file.ts';
import { freePort } from './embedded/ports.ts';
import { startPostgres } from './embedded/postgres.ts';
import { findOrMakeSecrets } from './embedded/secrets.ts';
import { greet } from './greeting.ts';
import { askAll, type PartState } from './health.ts';
import { createHttp, type Http } from './http.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openPages } from './pages.ts';
import { handleEndings } from './signals.ts';

await main();

async function main(): Promise<void> {
  const config = configOrEnd();
  const log = createLog({ level: config.logLevel });
  const lifecycle = createLifecycle(log);
  handleEndings(lifecycle, log);
  try {
    await start(config, log, lifecycle);
  } catch (error) {
    if (lifecycle.stopping()) return;
    console.error(error instanceof Error ? error.message : error);
    log.debug({ err: error }, 'the start failed');
    await lifecycle.stop('the start failed');
    process.exit(1);
  }
}

async function start(config: Config, log: Log, lifecycle: Lifecycle): Promise<void> {
  lockDataFolder(config, lifecycle);
  const metrics = createMetrics(config.metricsToken);
  const frame: Frame = {
    ...{ config, log, lifecycle, registry: metrics.registry },
    ...{ upgrades: new Map(), routes: new Map(), readiness: new Map() },
  };
  const http = await openDoor(frame);
  const databaseUrl = config.databaseUrl ?? (await ownPostgres(config, lifecycle));
  const media = await startMedia(frame, http);
  const app = await assemble(frame, databaseUrl, media);
  const pages = await openPages(config, http.server);
  lifecycle.onStop('sockets', () => pages.close());
  frame.routes.set('/metrics', metrics.route);
  http.open(metrics.observe(pages.handler));
  frame.readiness.set('pages', () => ({ state: 'ready' }));
  const hints = app.demo
    ? whoCanBeTried(config.origin)
    : firstSteps(await app.invitations.firstAdministrator());
  greet(config, media, hints);
}

function whoCanBeTried(origin: string): string[] {
  const { odette, jeanpaul, grace, felix } = people;
  return [
    `Try it as one of the demo's people, one tap each: ${origin}/demo`,
    `${odette.name} (staff, Gihara), ${jeanpaul.name} (staff, Nyanza Lake, in French),`,
    `${grace.name} (manager), ${felix.name} (facilitator), and others. Two browsers are two people.`,
  ];
}

// Without the demo somebody has to be the first; the link is shown here and nowhere else.
function firstSteps(link: string | null): string[] {
  return link ? ['Nobody administers this Twinward yet. Open this link once, within seven days:', link] : [];
}

function configOrEnd(): Config {
  const flags = { dev: process.argv.includes('--dev'), lan: process.argv.includes('--lan') };
  try {
    const config = readConfig(process.env, flags, findOrMakeSecrets);
    if (!config.lan) return config;
    const address = config.livekitNodeIp ?? lanAddress();
    return { ...config, livekitNodeIp: address, origin: `https://${address}:${config.port}` };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(error instanceof ConfigError ? 2 : 1);
  }
}

// Two servers on one data folder would stop each other's database.
function lockDataFolder(config: Config, lifecycle: Lifecycle): void {
  const file = path.join(config.dataDir, 'server.pid');
  const lock = takeLock(file, 'main.ts');
  if (!lock) {
    throw new Error(
      `Twinward already runs from ${config.dataDir}, or is being backed up or restored (process ${lockHolder(file)}). Stop that first (Ctrl-C there).`,
    );
  }
  lifecycle.onStop('lock', () => lock.release());
}

async function openDoor({ config, log, lifecycle, upgrades, routes, readiness }: Frame): Promise<Http> {
  const tls = config.lan
    ? await findOrMakeCertificate(config.dataDir, config.livekitNodeIp ?? '')
    : undefined;
  const http = createHttp({
    ...{ config, log, upgrades, routes },
    ...(tls ? { tls } : {}),
    readiness: () => askAll(readiness),
  });
  await http.listen();
  lifecycle.onStop('accepting', () => http.stopAccepting());
  return http;
}

async function ownPostgres(config: Config, lifecycle: Lifecycle): Promise<string> {
  const folder = path.join(config.dataDir, 'postgres');
  const postgres = await startPostgres({ folder, password: config.secrets.postgresPassword });
  lifecycle.onStop('postgres', () => postgres.stop());
  return postgres.url;
}

async function startMedia({ config, log, lifecycle, readiness }: Frame, http: Http): Promise<MediaServer> {
  let port = config.port;
  if (config.lan) await http.listenInside((port = await freePort(config.port + 1)));
  const webhookUrl = `http://127.0.0.1:${port}/hooks/livekit`;
  const { cacheDir, dataDir } = config;
  const media = await startLivekit({ config, log, cacheDir, dataDir, webhookUrl });
  lifecycle.onStop('media', () => media.stop());
  readiness.set('media', () => mediaPart(media.state()));
  return media;
}

function mediaPart(state: MediaState): PartState {
  if (state.kind === 'preparing') return { state: 'preparing', detail: state.detail };
  if (state.kind === 'unavailable') return { state: 'unavailable', detail: state.reason };
  return { state: 'ready' };
}
