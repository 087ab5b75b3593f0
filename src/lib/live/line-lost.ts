import { mount, unmount } from 'svelte';
import { resolve } from '$app/paths';
import { invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';
import { m } from '$lib/paraglide/messages.js';
import OfflineBar from '$lib/ui/OfflineBar.svelte';

/** So often it is asked whether the server answers again. */
const askAgainMs = 3_000;
/** So many times in a row a page is loaded anew; a file that is missing for good is no lost line. */
const mostReloads = 3;
const reloadsKey = 'line-lost-reloads';

/** How browsers say that a file of the page, or its data, did not come. */
const saidBy = [
  /dynamically imported module/i,
  /importing a module script failed/i,
  /failed to fetch/i,
  /networkerror/i,
  /load failed/i,
];

/** Whether an error of a page means that the line was lost while it loaded. */
export const isLineLost = (error: unknown): boolean =>
  error instanceof TypeError && saidBy.some((words) => words.test(error.message));

/** The page stands: from now on a reload would lose what is being typed. */
export function pageStands(): void {
  document.documentElement.dataset['stands'] = '';
  sessionStorage.removeItem(reloadsKey);
}

let back: Promise<void> | undefined;

/**
 * Says that the line is lost, leaves the page as it is, and goes on to `url` when the server answers again, if somebody still wants to go
 * there. False at once when that was done too often, or nobody goes there: a page that was only loaded in advance.
 */
export async function goOnWhenBack(url: URL): Promise<boolean> {
  const here = url.href === location.href;
  const wanted = () => here || navigating.to?.url.href === url.href;
  if (!wanted()) return false;
  const stays = here && 'stands' in document.documentElement.dataset;
  const reloads = Number(sessionStorage.getItem(reloadsKey));
  if (!stays && reloads >= mostReloads) return false;
  back ??= lineIsBack().finally(() => (back = undefined));
  await back;
  if (!wanted()) return true;
  if (stays) await invalidateAll();
  else {
    sessionStorage.setItem(reloadsKey, String(reloads + 1));
    if (here) location.reload();
    else location.assign(url);
  }
  return true;
}

let wasBackAt = -Infinity;

async function lineIsBack(): Promise<void> {
  const bar = mount(OfflineBar, {
    target: document.body,
    anchor: document.body.firstChild!,
    props: { offline: true, words: m.ui_line_lost() },
  });
  // The server answers and what the page needs still does not come: something between them lets only that not through.
  if (performance.now() - wasBackAt < askAgainMs) await aMoment();
  while (!(await serverAnswers())) await aMoment();
  wasBackAt = performance.now();
  await unmount(bar);
}

const serverAnswers = (): Promise<boolean> =>
  fetch(`${resolve('/')}_app/version.json`, { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );

const aMoment = () =>
  new Promise<void>((over) => {
    setTimeout(over, askAgainMs);
    addEventListener('online', () => over(), { once: true });
  });
