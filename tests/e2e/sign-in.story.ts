import { generateTOTP } from '@oslojs/otp';
import { expect, test, type Page } from '@playwright/test';
import { aLaptop, be, clean, comeIn } from './cast.ts';

/** The newest link of this kind in the mailbox of whoever is signed in. It is written by a job: it may take a moment. */
async function mailed(page: Page, subject: string, path: string): Promise<string> {
  const mail = page.getByRole('main').getByRole('link', { name: subject }).first();
  await expect(async () => {
    await page.goto('/mailbox');
    await expect(mail).toBeVisible({ timeout: 500 });
  }).toPass();
  await mail.click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  return new RegExp(`${path}/[\\w-]{43}`).exec(await page.content())![0];
}

async function signOut(page: Page, words: string) {
  await page.goto('/me');
  await page.getByRole('button', { name: words }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

test('a phone in French: code and PIN, a wrong PIN, a new PIN from the co-facilitator, a PIN of one’s own', async ({
  page,
  browser,
  isMobile,
}) => {
  test.skip(!isMobile, 'on the phone');
  const laptop = await comeIn(browser, 'Félix Ntwali', aLaptop);
  await laptop.goto('/rooms');
  await laptop.getByRole('main').getByRole('link', { name: 'Approvisionnement de la pharmacie' }).click();
  await expect(laptop).toHaveURL(/\/rooms\/[\da-f-]{36}/);
  const room = new URL(laptop.url()).pathname.split('/')[2];
  await laptop.goto(`/rooms/${room}/invitations/new?way=poster`);
  await laptop.getByRole('button', { name: 'Make the poster' }).click();
  await page.goto(await laptop.locator('input[readonly]').first().inputValue());
  await page.getByLabel('Votre nom').fill('Donatille Nshimirimana');
  await page.getByLabel('Où travaillez-vous').selectOption({ label: 'Hôpital de Kibuye' });
  await page.getByLabel('Choisissez un code PIN').fill('483920');
  await page.getByRole('button', { name: 'Entrer', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Votre carte de connexion' })).toBeVisible();
  const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(await page.getByRole('main').innerText())![0];
  await page.goto('/me');
  await clean(page);
  await signOut(page, 'Se déconnecter');

  const enter = async (pin: string) => {
    await page.getByLabel('Code PIN', { exact: true }).fill(pin);
    await page.getByRole('button', { name: 'Se connecter' }).click();
  };
  await page.goto(`/sign-in?code=${code}`);
  await enter('112233');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByText('PIN oublié')).toBeVisible();
  await clean(page);

  // Aline is the co-facilitator of Kibuye.
  await laptop.context().clearCookies();
  await be(laptop, 'Aline Nduwimana');
  await laptop.goto('/network/institutions');
  await laptop.getByRole('main').getByRole('link', { name: 'Hôpital de Kibuye' }).first().click();
  await expect(laptop.getByRole('heading', { level: 1, name: 'Hôpital de Kibuye' })).toBeVisible();
  await laptop.goto(`${new URL(laptop.url()).pathname}/people`);
  await laptop.getByRole('main').getByRole('link', { name: 'Donatille Nshimirimana' }).click();
  await laptop.getByRole('button', { name: /Donner un nouveau code PIN/ }).click();
  const given = laptop.getByRole('alert').filter({ hasText: code });
  const pin = /\d{3} \d{3}/.exec(await given.innerText())![0];

  await enter(pin);
  await expect(page.getByRole('heading', { name: /Choisissez votre propre code PIN/ })).toBeVisible();
  await clean(page);
  const own = page.getByLabel('Nouveau code PIN');
  await own.fill('111111');
  await page.getByRole('button', { name: 'Enregistrer et entrer' }).click();
  await expect(own).toHaveAttribute('aria-invalid', 'true');
  await own.fill('730185');
  await page.getByRole('button', { name: 'Enregistrer et entrer' }).click();
  await expect(page).toHaveURL(/\/$/);
  await laptop.context().close();
});

test('a sign-in link by mail opens once', async ({ page, browser, isMobile }) => {
  test.skip(!isMobile, 'on the phone');
  const laptop = await comeIn(browser, 'Révérien Hakizimana', aLaptop);
  await page.goto('/sign-in');
  await page.getByLabel('Adresse e-mail ou code de connexion').fill('reverien@demo.twinward.example');
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByRole('button', { name: 'Recevoir un lien par e-mail' }).click();
  await expect(page.getByRole('heading', { name: 'Regardez votre messagerie' })).toBeVisible();
  await clean(page);
  const link = await mailed(laptop, 'Votre lien pour entrer', '/sign-in/links');
  await page.goto(link);
  await clean(page);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await expect(page).toHaveURL(/\/$/);
  await signOut(page, 'Se déconnecter');
  expect((await page.goto(link))?.status()).toBe(410);
  await expect(page.getByText('ou ses 20 minutes sont passées')).toBeVisible();
  await clean(page);
  await page.getByRole('link', { name: 'En demander un nouveau' }).click();
  await expect(page.getByLabel('Adresse e-mail ou code de connexion')).toBeVisible();
  await laptop.context().close();
});

test('a second step: turned on, asked for, a code on paper works once', async ({ page, isMobile }) => {
  test.skip(isMobile, 'on the laptop');
  await be(page, 'Béatrice Umutoni');
  await page.goto('/me/second-factor');
  await page.getByRole('button', { name: 'Set it up' }).click();
  await clean(page);
  const letters = (await page.locator('code').innerText()).replaceAll(' ', '');
  await page.getByLabel('Code of your authenticator').fill(generateTOTP(fromBase32(letters), 30, 6));
  await page.getByLabel('Your password or PIN, once more').fill('bring one idea home');
  await page.getByRole('button', { name: 'Turn it on' }).click();
  const papers = page.getByRole('region', { name: 'Your ten codes on paper' }).getByRole('listitem');
  await expect(papers).toHaveCount(10);
  await clean(page);
  const paper = await papers.first().innerText();
  await signOut(page, 'Sign out');
  const withPassword = async () => {
    await page.getByLabel('E-mail address or sign-in code').fill('beatrice@demo.twinward.example');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Password').fill('bring one idea home');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'One more step, Béatrice Umutoni' })).toBeVisible();
  };
  await withPassword();
  await clean(page);
  const code = page.getByLabel('Code of your authenticator');
  await code.fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(code).toHaveAttribute('aria-invalid', 'true');
  await code.fill(paper);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/$/);
  await signOut(page, 'Sign out');
  await withPassword();
  await code.fill(paper);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(code).toHaveAttribute('aria-invalid', 'true');

  // Lost telephone and paper: the administrator takes it off.
  await page.context().clearCookies();
  await be(page, 'Ada Kabera');
  await page.goto('/network/people');
  await page.getByText('Lost telephone and paper?').click();
  await clean(page);
  await page.getByRole('button', { name: 'Take the second step of Béatrice Umutoni off' }).click();
  await expect(page.getByText('The second step is taken off')).toBeVisible();
  await expect(page.getByText('Lost telephone and paper?')).toHaveCount(0);
});

test('a passkey: added, named, opens the door, removed', async ({ page, isMobile }) => {
  test.skip(isMobile, 'on the laptop');
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await be(page, 'Samuel Nsabimana');
  await page.goto('/me/passkeys');
  await page.getByLabel('Name').fill('My laptop');
  await page.getByLabel('Your password or PIN, once more').fill('not the right one');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByLabel('Your password or PIN, once more')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Your password or PIN, once more').fill('bring one idea home');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByText('The passkey is added.')).toBeVisible();
  await page.getByText('My laptop').click();
  await clean(page);
  await page.getByLabel('Name').first().fill('The ward’s laptop');
  await page.getByRole('button', { name: 'Rename the passkey My laptop' }).click();
  await expect(page.getByText('The ward’s laptop')).toBeVisible();
  await signOut(page, 'Sign out');
  await page.goto('/sign-in?to=/me/passkeys');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page).toHaveURL(/\/me\/passkeys$/);
  await expect(page.getByText('last used on')).toBeVisible();
  await page.getByText('The ward’s laptop').click();
  await page.getByRole('button', { name: 'Remove the passkey The ward’s laptop' }).click();
  await expect(page.getByText('The ward’s laptop')).toHaveCount(0);
  await signOut(page, 'Sign out');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByText('The passkey did not open anything')).toBeVisible();
});

test('another address needs a yes at both', async ({ page, browser, isMobile }) => {
  test.skip(isMobile, 'on the laptop');
  await be(page, 'Diane Umuhoza');
  await page.goto('/me/address');
  await page.getByLabel('New address').fill('diane.umuhoza@muhura.example');
  await page.getByLabel('Your password or PIN, once more').fill('not the right one');
  await page.getByRole('button', { name: 'Send the mails' }).click();
  await expect(page.getByLabel('Your password or PIN, once more')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('New address')).toHaveValue('diane.umuhoza@muhura.example');
  await page.getByLabel('Your password or PIN, once more').fill('bring one idea home');
  await page.getByRole('button', { name: 'Send the mails' }).click();
  await expect(page.getByText('Waiting for a yes from diane.umuhoza@muhura.example')).toBeVisible();
  await clean(page);
  const old = await mailed(page, 'Do you move to another e-mail address?', '/sign-in/addresses/old');
  const fresh = await mailed(page, 'Is this your e-mail address?', '/sign-in/addresses/new');
  const reader = await (await browser.newContext(aLaptop)).newPage();
  await reader.goto(fresh);
  await clean(reader);
  await reader.getByRole('button', { name: 'Yes, this is mine' }).click();
  await expect(reader.getByRole('heading', { name: 'Thank you' })).toBeVisible();
  await page.goto('/me');
  await expect(page.getByText('Waiting for a yes from')).toBeVisible();
  await reader.goto(old);
  await clean(reader);
  await reader.getByRole('button', { name: 'Yes, that is me' }).click();
  await expect(reader.getByRole('heading', { name: 'The address is changed' })).toBeVisible();
  expect((await reader.goto(old))?.status()).toBe(410);
  await page.goto('/me');
  await expect(page.getByText('diane.umuhoza@muhura.example').first()).toBeVisible();
  await expect(page.getByText('Waiting for a yes from')).toHaveCount(0);
  await reader.context().close();
});

/** The bytes that an authenticator makes of the letters it is given. */
function fromBase32(letters: string): Uint8Array {
  const bits = [...letters]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}
