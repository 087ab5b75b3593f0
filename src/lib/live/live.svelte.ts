import { invalidate, invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';
import type { LiveMessage, LiveNotice } from '#domain/live/messages.ts';
import { keepWords } from './kept-words.ts';

type Listener = (data: unknown) => void;

const pollEvery = 5_000;
/** News of one moment are reloaded together. */
const settleMs = 50;
const everything = 'everything';
const listeners = new Map<string, Set<Listener>>();
let topics: string[] = [];
let socket: WebSocket | null = null;
let version = 0;
let failures = 0;
/** What a poll was last told about: fewer topics than asked for are news once. */
let told = '';
let timer: ReturnType<typeof setTimeout> | undefined;

/** Hears rows that travel along on a topic; returns how to stop hearing. A topic that is heard is not reloaded for them. */
export function onLive(topic: string, listener: Listener): () => void {
  const set = listeners.get(topic) ?? new Set();
  listeners.set(topic, set.add(listener));
  return () => void set.delete(listener);
}

const stale = new Set<string>();
let reloading: ReturnType<typeof setTimeout> | undefined;

/**
 * Loads anew what depends on a topic. Never while a page is being opened: an invalidation would cancel the navigation,
 * and who has just sent a form would stay on it.
 */
export function reload(topic: string): void {
  stale.add(topic);
  reloading ??= setTimeout(reloadStale, settleMs);
}

function reloadStale(): void {
  reloading = undefined;
  if (navigating.to) {
    reloading = setTimeout(reloadStale, settleMs);
    return;
  }
  const topics = [...stale];
  stale.clear();
  if (topics.includes(everything)) void invalidateAll();
  else for (const topic of topics) void invalidate(topic);
}

/** Follows the topics of the pages that are shown; call again when they change. */
export function followTopics(wanted: readonly string[]): void {
  const sorted = [...new Set(wanted)].sort();
  if (sorted.join() === topics.join()) return;
  topics = sorted;
  if (socket?.readyState === WebSocket.OPEN) sendTopics();
  else if (!socket && topics.length > 0) connect();
}

/** Closes the connection (leaving the signed-in pages). */
export function stopFollowing(): void {
  topics = [];
  clearTimeout(timer);
  socket?.close(1000);
  socket = null;
}

const sendTopics = () => socket?.send(JSON.stringify({ watch: topics }));

function connect(): void {
  clearTimeout(timer);
  const fresh = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live`);
  socket = fresh;
  fresh.onopen = () => {
    failures = 0;
    sendTopics();
  };
  fresh.onmessage = (event) => hear(JSON.parse(String(event.data)) as LiveMessage | LiveNotice);
  fresh.onclose = ({ code }) => {
    if (socket !== fresh) return;
    socket = null;
    if (code === 4401) return reload(everything);
    failures += 1;
    if (topics.length === 0) return;
    // A network that blocks sockets still gets the news, a little later.
    if (failures >= 3) void poll();
    timer = setTimeout(connect, Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random()));
  };
}

/** Signed out in another tab, and another signed in: they do not hear what is for the person of this page. */
const isAnotherPerson = (watching: readonly string[]): boolean =>
  topics.some((topic) => topic.startsWith('person:') && !watching.includes(topic));

function hear(message: LiveMessage | LiveNotice): void {
  if ('watching' in message) {
    if (isAnotherPerson(message.watching)) return reload(everything);
    if (message.rights) rightsChanged();
    // After a gap anything may have changed.
    if (version > 0 && message.version > version) reload(everything);
    version = Math.max(version, message.version);
    return;
  }
  version = Math.max(version, message.version);
  tell(message);
}

/** Pages ask anew what they may show; words that would go with a page are kept for its last word. */
function rightsChanged(): void {
  keepWords();
  reload(everything);
}

function tell({ topic, data }: LiveMessage): void {
  const set = listeners.get(topic);
  if (data !== undefined && set && set.size > 0) for (const listener of set) listener(data);
  else reload(topic);
}

async function poll(): Promise<void> {
  if (socket?.readyState === WebSocket.OPEN || topics.length === 0) return;
  try {
    const answer = await fetch(`/live?topics=${topics.join(',')}&since=${version}`);
    if (answer.ok) {
      const news = (await answer.json()) as LiveNotice & { events: LiveMessage[] };
      if (isAnotherPerson(news.watching)) return reload(everything);
      const lost = topics.length > news.watching.length && told !== news.watching.join();
      told = news.watching.join();
      if (lost) rightsChanged();
      for (const event of news.events) tell(event);
      version = Math.max(version, news.version);
    }
  } catch {
    // Offline: the next round tries again.
  }
  setTimeout(() => void poll(), pollEvery);
}
