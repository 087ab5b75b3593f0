import { expect, test, type Page } from '@playwright/test';
import { aLaptop, aPhone, comeIn, moves } from './cast.ts';

test.describe.configure({ mode: 'serial' });

const title = 'Stock cards, with a visitor';
let felix: Page;
let guest: Page;
let session: string;
let link: string;

test.beforeAll(async ({ browser }) => {
  felix = await comeIn(browser, 'Félix Ntwali', aLaptop);
  guest = await (await browser.newContext(aPhone)).newPage();
});
test.afterAll(async () => {
  await felix?.context().close();
  await guest?.context().close();
});

test('the facilitator makes a link for guests', async () => {
  await felix.goto('/rooms');
  await felix.getByRole('main').getByRole('link', { name: 'Pharmacy supply chain' }).click();
  await felix.getByRole('link', { name: 'Plan a session' }).first().click();
  await felix.getByLabel('Title', { exact: true }).fill(title);
  await felix
    .getByLabel('Day')
    .first()
    .fill(new Date(Date.now() + 26 * 3_600_000).toISOString().slice(0, 10));
  await felix.getByLabel('Starts at').fill('23:55');
  await felix.getByRole('button', { name: 'Plan the session' }).click();
  await expect(felix.getByRole('heading', { level: 1, name: title })).toBeVisible();
  session = new URL(felix.url()).pathname;
  await felix.getByRole('link', { name: 'Invite a guest' }).click();
  await felix.getByRole('button', { name: 'Make a link' }).click();
  await expect(felix.getByRole('img', { name: /code for a phone/ })).toBeVisible();
  link = new URL(await felix.locator('input[readonly]').inputValue()).pathname;
});

test('a guest comes to the door on a phone, in French, and finds nothing else', async () => {
  expect((await guest.goto('/guest/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'))?.status()).toBe(410);
  await expect(guest.getByText('Le lien a peut-être été copié en partie')).toBeVisible();
  await guest.goto(link);
  await expect(guest.getByRole('heading', { name: title })).toBeVisible();
  await expect(guest.getByText('(heure de Kigali)')).toBeVisible();
  await guest.getByRole('button', { name: 'Demander à entrer' }).click();
  await expect(guest.getByLabel('Votre institution')).toHaveAttribute('aria-invalid', 'true');
  await guest.getByLabel('Votre nom').fill('Ismaël Habiyaremye');
  await guest.getByLabel('Votre institution').fill('Centre de santé de Ruli');
  await guest.getByRole('button', { name: 'Demander à entrer' }).click();
  await expect(guest.getByText('Votre place est gardée')).toBeVisible();
  const waiting = new URL(guest.url()).pathname;
  for (const path of ['/', '/rooms', '/me', '/network', session.replace(/[^/]+$/, crypto.randomUUID())]) {
    expect((await guest.goto(path))?.status(), path).toBe(404);
    await guest.getByRole('link', { name: 'Retour à la séance' }).click();
    await expect(guest).toHaveURL(new RegExp(`${waiting}$`));
  }
  // The call's own address leads back to the door too, and gives no way in.
  await guest.goto(`${session}/call`);
  await expect(guest).toHaveURL(new RegExp(`${waiting}$`));
  const entry = await guest.request.post(`${session}/call/entries`, { data: { device: 'a-device' } });
  expect(entry.status()).toBe(404);
});

test('in the call the facilitator sees who waits, and lets them in', async () => {
  await felix.goto(`${session}/call`);
  await felix.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(felix.getByRole('toolbar')).toBeVisible();
  const door = felix.getByRole('complementary').getByRole('listitem').filter({ hasText: 'Ismaël' });
  await expect(door.getByText('Centre de santé de Ruli')).toBeVisible();
  await felix.getByRole('button', { name: 'Not now: Ismaël Habiyaremye' }).click();
  await expect(guest.getByText('n’ont pas pu vous faire entrer cette fois')).toBeVisible();
  await felix.goto(`${session}/guests`);
  await felix.getByRole('button', { name: 'Let Ismaël Habiyaremye in' }).click();
  await expect(guest.getByText('Vous pouvez entrer')).toBeVisible();
  await felix.goto(`${session}/call`);
  await felix.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(felix.getByRole('toolbar')).toBeVisible();
});

test('the guest is seen and heard, raises a hand and asks', async () => {
  await guest.getByRole('link', { name: 'Vers l’appel' }).click();
  await expect(guest.locator('video')).toBeVisible();
  await guest.getByRole('button', { name: 'Rejoindre', exact: true }).click();
  await expect(guest.getByRole('toolbar')).toBeVisible();
  await moves(felix.getByRole('region', { name: 'Picture' }).locator('video'));
  await moves(guest.getByRole('region', { name: 'Image' }).locator('video'));
  await felix.getByRole('tab', { name: 'People' }).click();
  const row = felix.getByRole('complementary').getByRole('listitem').filter({ hasText: 'Ismaël' });
  await expect(row.getByText('Centre de santé de Ruli · Guest')).toBeVisible();
  await expect(row.getByText('muted')).not.toBeAttached();
  await guest.getByRole('button', { name: 'Main', exact: true }).click();
  await expect(felix.getByRole('button', { name: 'Lower the hand of Ismaël Habiyaremye' })).toBeVisible();
  await guest.getByRole('button', { name: 'Questions' }).click();
  await expect(guest.getByRole('tab', { name: 'Moments' })).toHaveCount(0);
  await expect(guest.getByRole('link', { name: /engagement/i })).toHaveCount(0);
  await guest.getByPlaceholder('Que voulez-vous voir ou savoir').fill('Qui compte le vendredi ?');
  await guest.getByRole('button', { name: 'Demander' }).click();
  await felix.getByRole('tab', { name: /Questions/ }).click();
  const asked = felix.getByRole('article', { name: 'Qui compte le vendredi ?' });
  await expect(asked.getByText('Ismaël, Centre de santé de Ruli, guest')).toBeVisible();
});

test('the session ends, and the guest is gone with it', async () => {
  await felix.goto(`${session}/call`);
  await felix.getByRole('button', { name: 'Join', exact: true }).click();
  await expect(felix.getByRole('toolbar')).toBeVisible();
  await felix.evaluate(
    (path) =>
      fetch(`${path}/call/endings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    session,
  );
  await expect(guest.getByRole('heading', { name: 'La séance est terminée' })).toBeVisible({
    timeout: 3_000,
  });
  await guest.goto(`${session}/call`);
  await expect(guest.getByText('votre visite s’est terminée avec elle')).toBeVisible();
  expect((await guest.goto(link))?.status()).toBe(410);
  await guest.goto('/rooms');
  await expect(guest).toHaveURL(/sign-in/);
  await felix.goto(session);
  await expect(
    felix
      .getByRole('listitem')
      .filter({ hasText: 'Ismaël Habiyaremye' })
      .getByText(/^\d+ min$/),
  ).toBeVisible();
});
