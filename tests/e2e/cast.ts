// What the stories share: the two sizes, coming in as one of the demo's people, and looking with axe and at pictures.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';

export const aLaptop = { viewport: { width: 1440, height: 900 }, locale: 'en-GB' };
export const aPhone = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
  locale: 'fr-FR',
};

/** Comes in as one of the demo's people; Today is shown in the language that they read. */
export async function be(page: Page, name: string): Promise<void> {
  await page.goto('/demo');
  // The people of the later rooms are folded away.
  await page.evaluate(() => document.querySelectorAll('details').forEach((fold) => (fold.open = true)));
  await page.getByRole('button', { name }).first().click();
  await expect(page).toHaveURL(({ pathname }) => pathname === '/');
}

/** One of the demo's people in a browser of their own. */
export async function comeIn(browser: Browser, name: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await be(page, name);
  return page;
}

/** Nothing for axe to say about the page as it stands. */
export async function clean(page: Page): Promise<void> {
  // Its words are there before its styles.
  await page.waitForLoadState('load');
  // A colour that is just fading in or out is nobody's choice; what never ends cannot be finished.
  await page.evaluate(() =>
    document.getAnimations().forEach((one) => {
      if (one.effect?.getComputedTiming().endTime !== Infinity) one.finish();
    }),
  );
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
}

/** What an element that shows a picture shows now: how bright it is, 0 to 255, and a mark that changes with the picture. */
export const look = (picture: Locator) =>
  picture.evaluate((element) => {
    const canvas = document.createElement('canvas');
    canvas.width = 32;
    canvas.height = 24;
    const pen = canvas.getContext('2d')!;
    if (element instanceof HTMLVideoElement && getComputedStyle(element).visibility === 'visible')
      pen.drawImage(element, 0, 0, 32, 24);
    const { data } = pen.getImageData(0, 0, 32, 24);
    let light = 0;
    for (let at = 0; at < data.length; at += 4) light += data[at]! + data[at + 1]! + data[at + 2]!;
    return { light: light / (32 * 24 * 3), mark: data.join() };
  });

/** The video shows frames that are not black and that change. */
export async function moves(video: Locator): Promise<void> {
  await expect.poll(async () => (await look(video)).light, { timeout: 20_000 }).toBeGreaterThan(1);
  const { mark } = await look(video);
  await expect.poll(async () => (await look(video)).mark, { timeout: 45_000 }).not.toBe(mark);
}
