// What the plan's stories stand on: the product as in production on a database of its own, which can be killed, with a room and its people.
import { fork, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { socketWith, stockClient } from '../fixtures/realtime.ts';
import { startPostgres } from '../../server/embedded/postgres.ts';

export const phone = { width: 360, height: 740 };
export const laptop = { width: 1440, height: 900 };
export const saved = (page: Page) =>
  page.getByText(/Saved · everyone sees this|Enregistré · tout le monde le voit/);

type Person = 'odette' | 'jeanpaul' | 'jeanpaul on another phone' | 'olive' | 'oscar' | 'grace' | 'clemence';

/** Prepares it before, and takes it down after, all tests of a file. The stories bring their own phone and laptop: once is enough. */
export function usePlan(port: number) {
  const stage = new PlanStage(port);
  test.beforeAll(async () => {
    test.skip(test.info().project.name === 'phone-fr');
    await stage.prepare();
  });
  test.afterAll(() => stage.end());
  return stage;
}

class PlanStage {
  readonly port: number;
  readonly origin: string;
  #folder = '';
  #postgres: Awaited<ReturnType<typeof startPostgres>> | undefined;
  #server: ChildProcess | undefined;
  #room:
    { roomId: string; otherRoomId: string; documentId: string; signIns: Record<string, string> } | undefined;

  constructor(port: number) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
  }

  get planUrl(): string {
    return `${this.origin}/rooms/${this.#room!.roomId}/plan`;
  }

  /** The plan of a second room, with the same people. */
  get otherPlanUrl(): string {
    return `${this.origin}/rooms/${this.#room!.otherRoomId}/plan`;
  }

  /** Somebody's program, in the plan's document. */
  program(who: Person) {
    const url = `ws://127.0.0.1:${this.port}/sync`;
    const socket = socketWith(`session=${this.#room!.signIns[who]!}`, this.origin);
    return stockClient(url, this.#room!.documentId, '', {}, socket);
  }

  async prepare(): Promise<void> {
    this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-plan-'));
    fs.chmodSync(this.#folder, 0o755);
    this.#postgres = await startPostgres({
      folder: path.join(this.#folder, 'postgres'),
      password: 'only-for-this-story',
      portFrom: this.port + 10,
    });
    await this.startServer();
    this.#room = await seed(this.#postgres.url);
  }

  async end(): Promise<void> {
    if (!this.#postgres) return;
    await this.killServer();
    await this.#postgres.stop();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  async startServer(): Promise<void> {
    this.#server = spawn(process.execPath, ['server/main.ts'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: this.#postgres!.url,
        PORT: String(this.port),
        HOST: '127.0.0.1',
        ORIGIN: this.origin,
        SECRET: 'only-for-this-story-only-for-this-story',
        DATA_DIR: path.join(this.#folder, 'data'),
        LOG_LEVEL: 'error',
        // Nobody calls here: no call server is looked for or built.
        LIVEKIT_URL: 'ws://127.0.0.1:9',
        LIVEKIT_API_KEY: 'story',
        LIVEKIT_API_SECRET: 'only-for-this-story-only-for-this-story',
      },
    });
    const answers = () =>
      fetch(`${this.origin}/sign-in`).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(answers, { timeout: 30_000 }).toBe(200);
  }

  /** As when the power goes: no goodbye. */
  async killServer(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await gone;
  }

  /** What a browser of that person has to carry. `lasting`: a restart of the browser too. */
  cookie(who: Person, lasting = false) {
    const expires = lasting ? { expires: Date.now() / 1000 + 86_400 } : {};
    return { name: 'session', value: this.#room!.signIns[who]!, url: this.origin, ...expires };
  }

  async comeAs(browser: Browser, who: Person, viewport: typeof phone, proxy?: string) {
    const through = proxy ? { proxy: { server: proxy } } : {};
    const context = await browser.newContext({ viewport, serviceWorkers: 'allow', ...through });
    await context.addCookies([this.cookie(who)]);
    return context;
  }

  async openPlan(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(this.planUrl);
    return page;
  }
}

async function seed(
  url: string,
): Promise<{ roomId: string; otherRoomId: string; documentId: string; signIns: Record<string, string> }> {
  const child = fork('tests/e2e/plan-seed.ts', [url], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Awaited<ReturnType<typeof seed>>));
    child.once('exit', (code) => reject(new Error(`the seed ended with ${code}`)));
  });
}
