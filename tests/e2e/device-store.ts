// A phone that can die, and a look from inside a page at what it keeps.
import { spawn } from 'node:child_process';
import { chromium, expect, test, type BrowserContext } from '@playwright/test';

/** A phone of its own: what it keeps outlives the browser. Playwright's own process handling is left out, so that it can die. */
export async function aPhone(
  folder: string,
  port: number,
): Promise<{ context: BrowserContext; kill: () => Promise<void> }> {
  const { executablePath, args } = test.info().project.use.launchOptions!;
  const child = spawn(
    executablePath!,
    [
      ...args!,
      '--headless=new',
      `--user-data-dir=${folder}`,
      `--remote-debugging-port=${port}`,
      'about:blank',
    ],
    { stdio: 'ignore' },
  );
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/json/version`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(answers, { timeout: 30_000 }).toBe(true);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  return {
    context: browser.contexts()[0]!,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** In the page: how many rooms this device keeps. */
export async function keptRooms(): Promise<number> {
  const name = (await indexedDB.databases()).find((one) => one.name?.startsWith('twinward:'))!.name!;
  return new Promise((resolve) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => {
      const counting = opening.result.transaction('rooms').objectStore('rooms').count();
      counting.onsuccess = () => {
        opening.result.close();
        resolve(counting.result);
      };
    };
  });
}

/** In the page: something writes in the words' database until it is told to let go, and all other writers wait. */
export async function occupyWords(): Promise<void> {
  const { name } = (await indexedDB.databases()).find((one) => one.name?.startsWith('twinward-plan:'))!;
  return new Promise((resolve) => {
    const opening = indexedDB.open(name!);
    opening.onsuccess = () => {
      const words = opening.result.transaction('updates', 'readwrite').objectStore('updates');
      const goOn = () => {
        if (!('letGo' in window)) words.count().onsuccess = goOn;
      };
      goOn();
      resolve();
    };
  });
}
