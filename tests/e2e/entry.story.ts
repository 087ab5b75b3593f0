import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

const french = (locale: string | undefined) => locale?.startsWith('fr') ?? false;

test('coming in with e-mail and password, and leaving again', async ({ page, locale }) => {
  const fr = french(locale);
  await page.goto('/sign-in?to=/me');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const email = page.getByLabel(fr ? 'Adresse e-mail' : 'E-mail address');
  const password = page.getByLabel(fr ? 'Mot de passe' : 'Password');
  const signIn = page.getByRole('button', { name: fr ? 'Se connecter' : 'Sign in' });
  const address = fr ? 'clemence@demo.twinward.example' : 'odette@demo.twinward.example';
  await email.fill(address);
  await password.fill('not the right one');
  await signIn.click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(email).toHaveValue(address);
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
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: /Odette Mukamana/ }).click();
  await expect(page).toHaveURL(/\/$/);
});

test('the sign-in page brings no JavaScript, and leads nowhere else', async ({ page, request }) => {
  await page.goto('/sign-in?to=https://evil.example/');
  expect(await page.locator('script[src], link[rel=modulepreload]').count()).toBe(0);
  const answer = await request.get('/invitations/forged');
  expect(answer.status()).toBe(410);
});
