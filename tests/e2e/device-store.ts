// A phone that can die, and a look from inside a page at what it keeps.
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { chromium, expect, test, type BrowserContext } from '@playwright/test';

const alive = new Set<ChildProcess>();

/** A phone of its own: what it keeps outlives the browser. Playwright's own process handling is left out, so that it can die. */
export async function aPhone(
  folder: string,
): Promise<{ context: BrowserContext; kill: () => Promise<void> }> {
  const { executablePath, args } = test.info().project.use.launchOptions!;
  const portFile = path.join(folder, 'DevToolsActivePort');
  fs.rmSync(portFile, { force: true });
  const child = spawn(
    executablePath!,
    [...args!, '--headless=new', `--user-data-dir=${folder}`, '--remote-debugging-port=0', 'about:blank'],
    { stdio: 'ignore' },
  );
  alive.add(child);
  // The port, and below it the address: written when it is ready.
  const written = () => (fs.existsSync(portFile) ? fs.readFileSync(portFile, 'utf8').split('\n') : []);
  await expect.poll(() => written().length, { timeout: 30_000 }).toBeGreaterThan(1);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${written()[0]}`);
  return { context: browser.contexts()[0]!, kill: () => kill(child) };
}

/** A story that fails leaves none behind. */
export const killPhones = async (): Promise<void> => void (await Promise.all([...alive].map(kill)));

async function kill(child: ChildProcess): Promise<void> {
  if (!alive.delete(child)) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
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
