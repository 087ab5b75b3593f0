import { expect, test, type Page } from '@playwright/test';
import { aLaptop, aPhone, comeIn, moves } from './cast.ts';

test.describe.configure({ mode: 'serial' });

const title = 'Walkthrough: receiving and stock cards';
let felix: Page;
let jeanpaul: Page;
let session: string;

test.beforeAll(async ({ browser }) => {
  felix = await comeIn(browser, 'Félix Ntwali', aLaptop);
  jeanpaul = await comeIn(browser, 'Jean-Paul Habimana', aPhone);
});
test.afterAll(async () => {
  await felix?.context().close();
  await jeanpaul?.context().close();
});

test('the facilitator plans a session; everybody sees it in their own time', async () => {
  await felix.goto('/rooms');
  await felix.getByRole('main').getByRole('link', { name: 'Pharmacy supply chain' }).click();
  await felix.getByRole('link', { name: 'Plan a session' }).first().click();
  await felix.getByLabel('Title', { exact: true }).fill(title);
  await felix.getByLabel('Day').fill('2020-02-02');
  await felix.getByRole('button', { name: 'Plan the session' }).click();
  await expect(felix.getByText('This time is over already')).toBeVisible();
  await expect(felix.getByLabel('Title', { exact: true })).toHaveValue(title);
  // Tomorrow in Kigali, at whatever hour this runs.
  await felix.getByLabel('Day').fill(new Date(Date.now() + 26 * 3_600_000).toISOString().slice(0, 10));
  await felix.getByLabel('Starts at').fill('23:55');
  await felix.getByRole('button', { name: 'Plan the session' }).click();
  await expect(felix.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(felix.getByRole('listitem').filter({ hasText: 'What came of our commitments' })).toBeVisible();
  session = new URL(felix.url()).pathname;
  await jeanpaul.goto(session);
  await expect(jeanpaul.getByText('23:55')).toBeVisible();
  await expect(jeanpaul.getByRole('link', { name: 'Essayer l’appel maintenant' })).toBeVisible();
});

test('two browsers meet: each sees the other move, mute is seen, voice only costs no pictures', async () => {
  await join(felix, 'Join');
  await expect(felix.getByText('You are the first one here')).toBeVisible();
  await join(jeanpaul, 'Rejoindre');
  await felix.getByRole('tab', { name: 'People' }).click();
  await expect(felix.getByRole('tabpanel').getByText('Jean-Paul Habimana')).toBeVisible();
  await moves(felix.getByRole('region', { name: 'Picture' }).locator('video'));
  await moves(jeanpaul.getByRole('region', { name: 'Image' }).locator('video'));
  await jeanpaul.getByRole('button', { name: 'Couper', exact: true }).click();
  const row = felix.getByRole('complementary').getByRole('listitem').filter({ hasText: 'Jean-Paul' });
  await expect(row.getByText('muted')).toBeAttached();
  await jeanpaul.getByRole('button', { name: 'Parler' }).click();
  await expect(row.getByText('muted')).not.toBeAttached();
  await jeanpaul.getByRole('button', { name: 'Voix seule' }).click();
  await expect(jeanpaul.getByText('Vous ne recevez que les voix')).toBeVisible();
  await expect(jeanpaul.locator('.large video')).toHaveCount(0);
  await jeanpaul.getByRole('button', { name: 'Images' }).click();
  await moves(jeanpaul.getByRole('region', { name: 'Image' }).locator('video'));
});

test('hands are one queue; who leads mutes, lowers hands and goes on through the agenda', async () => {
  await jeanpaul.getByRole('button', { name: 'Main', exact: true }).click();
  await felix.getByRole('button', { name: 'Lower the hand of Jean-Paul Habimana' }).click();
  await expect(jeanpaul.getByRole('button', { name: 'Main', exact: true })).toBeVisible();
  await felix.getByRole('button', { name: 'Mute Jean-Paul Habimana' }).click();
  await expect(jeanpaul.getByRole('button', { name: 'Parler' })).toBeVisible();
  await expect(felix.getByText('Now: What came of our commitments')).toBeVisible();
  await felix.getByRole('button', { name: 'Next' }).click();
  await expect(felix.getByText('Now: Walkthrough with questions')).toBeVisible();
});

test('somebody of another room finds neither the page nor a way into the call', async ({ browser }) => {
  const outsider = await comeIn(browser, 'Révérien Hakizimana', aLaptop);
  for (const path of [session, `${session}/call`]) {
    const answer = await outsider.goto(path);
    expect(answer?.status()).toBe(404);
  }
  for (const [path, data] of [
    ['entries', { device: 'a-device' }],
    ['hands', { up: true }],
    ['views', { trackSid: 'TR_x' }],
    ['agenda', {}],
    ['endings', {}],
    ['mutings', { personId: crypto.randomUUID() }],
  ] as const)
    expect((await outsider.request.post(`${session}/call/${path}`, { data })).status(), path).toBe(404);
  await outsider.context().close();
});

test('who is removed is out at once and cannot come back', async () => {
  await felix.getByRole('button', { name: 'Remove Jean-Paul Habimana' }).click();
  await felix.getByRole('button', { name: 'Yes, do it' }).click();
  await expect(jeanpaul.getByText('Vous ne faites plus partie de cet appel')).toBeVisible();
  const answer = await jeanpaul.request.post(`${session}/call/entries`, { data: { device: 'a-device' } });
  expect(answer.status()).toBe(404);
  await jeanpaul.goto(session);
  await expect(jeanpaul.getByText('Vous avez été retiré de cet appel')).toBeVisible();
  await expect(jeanpaul.getByRole('link', { name: /Rejoindre|Essayer l’appel/ })).toHaveCount(0);
});

test('the session ends for everybody; attendance is kept with minutes', async () => {
  for (let point = 0; point < 2; point++) await felix.getByRole('button', { name: 'Next' }).click();
  await felix.getByRole('button', { name: 'End session' }).click();
  await felix.getByRole('button', { name: 'Yes, do it' }).click();
  await expect(felix.getByText('The session has ended')).toBeVisible();
  await felix.getByRole('link', { name: 'To the session’s page' }).click();
  const came = felix.getByRole('main');
  await expect(came.getByRole('heading', { name: 'Who was there' })).toBeVisible();
  for (const name of ['Félix Ntwali', 'Jean-Paul Habimana'])
    await expect(
      came
        .getByRole('listitem')
        .filter({ hasText: name })
        .getByText(/^\d+ min$/),
    ).toBeVisible();
});

/** From the session's page through the room before the call into the call. */
async function join(page: Page, words: string): Promise<void> {
  await page.goto(session);
  // The session is far off: the way in says so, until somebody is in the call; the room before the call is the same.
  const wayIn = /^(Try the call now|Join|Essayer l’appel maintenant|Rejoindre)$/;
  await page.getByRole('main').getByRole('link', { name: wayIn }).click();
  await expect(page.locator('video')).toBeVisible();
  await page.getByRole('button', { name: words, exact: true }).click();
  await expect(page.getByRole('toolbar')).toBeVisible();
}
