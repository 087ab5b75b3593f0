import { expect, test } from '@playwright/test';
import { clean } from './cast.ts';

const french = (locale: string | undefined) => locale?.startsWith('fr') ?? false;

test('coming in with e-mail and password, and leaving again', async ({ page, locale }) => {
  const fr = french(locale);
  await page.goto('/sign-in?to=/me');
  await clean(page);
  const who = page.getByLabel(fr ? 'Adresse e-mail ou code de connexion' : 'E-mail address or sign-in code');
  const password = page.getByLabel(fr ? 'Mot de passe' : 'Password');
  const goOn = page.getByRole('button', { name: fr ? 'Continuer' : 'Continue' });
  const signIn = page.getByRole('button', { name: fr ? 'Se connecter' : 'Sign in' });
  const address = fr ? 'clemence@demo.twinward.example' : 'odette@demo.twinward.example';
  await who.fill(address);
  await goOn.click();
  await expect(page.getByText(address)).toBeVisible();
  await clean(page);
  await password.fill('not the right one');
  await signIn.click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByText(address)).toBeVisible();
  await expect(password).toHaveValue('');
  await password.fill('bring one idea home');
  await signIn.click();
  await expect(page).toHaveURL(/\/me$/);
  await page.getByRole('button', { name: fr ? 'Se déconnecter' : 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto('/me');
  await expect(page).toHaveURL(/\/sign-in\?to=/);
});

test('the demo lets anybody be one of its people with one tap', async ({ page }) => {
  await page.goto('/demo');
  await clean(page);
  await page.getByRole('button', { name: /Odette Mukamana/ }).click();
  await expect(page).toHaveURL(/\/$/);
});

test('the sign-in page brings one small script that it can do without, and leads nowhere else', async ({
  page,
  request,
}) => {
  await page.goto('/sign-in?to=https://evil.example/');
  const scripts = page.locator('script[src], link[rel=modulepreload]');
  expect(await scripts.count()).toBe(1);
  await expect(scripts).toHaveAttribute('src', '/passkey.js');
  expect((await (await request.get('/passkey.js')).body()).length).toBeLessThan(4000);
  const answer = await request.get('/invitations/forged');
  expect(answer.status()).toBe(410);
});
