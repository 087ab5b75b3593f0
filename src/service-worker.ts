/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/// <reference types="@sveltejs/kit" />
import { build, files, prerendered, version } from '$service-worker';

const worker = globalThis.self as unknown as ServiceWorkerGlobalScope;
const cacheName = `twinward-${version}`;
const offlineShell = '/offline';
/** Built files carry a hash and the shell nobody's data: these may be kept. Pages of people never are. */
const kept = new Set([...build, ...files, ...prerendered.filter((path) => path === offlineShell)]);

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      await cache.add(offlineShell);
      await putAside(cache);
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((key) => key.startsWith('twinward-') && key !== cacheName);
      await Promise.all(old.map((key) => caches.delete(key)));
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(pageOrShell(request, url));
  else if (kept.has(url.pathname)) event.respondWith(fromCache(request));
});

/** Bytes are people's money: only what the shell itself needs is put aside ahead, the rest is kept when it is first used. */
async function putAside(cache: Cache): Promise<void> {
  const html = await (await cache.match(offlineShell))?.text();
  const named = /(?:href|src|import\()\s*=?\s*["']([^"']+)["']/g;
  let wanted = namedIn(html ?? '', named, offlineShell);
  // The shell does not name all that its modules import.
  for (const done = new Set<string>(); wanted.length > 0;) {
    await cache.addAll(wanted);
    for (const path of wanted) done.add(path);
    const next = await Promise.all(wanted.map(async (path) => importsOf(cache, path)));
    wanted = [...new Set(next.flat())].filter((path) => !done.has(path));
  }
}

/** What a module imports at once; what it may import later is not for the shell. */
async function importsOf(cache: Cache, path: string): Promise<string[]> {
  if (!path.endsWith('.js')) return [];
  const text = await (await cache.match(path))?.text();
  return namedIn(text ?? '', /(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g, path);
}

const namedIn = (text: string, pattern: RegExp, base: string): string[] => {
  const paths = [...text.matchAll(pattern)].map(
    (match) => new URL(match[1]!, new URL(base, worker.location.origin)).pathname,
  );
  return [...new Set(paths)].filter((path) => build.includes(path));
};

async function pageOrShell(request: Request, url: URL): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    if (url.pathname !== offlineShell) {
      return Response.redirect(`${offlineShell}?to=${encodeURIComponent(url.pathname + url.search)}`, 302);
    }
    return (await caches.match(offlineShell)) ?? Response.error();
  }
}

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const found = await cache.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone());
  return answer;
}
