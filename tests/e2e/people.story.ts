import { expect, test, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { aLaptop, aPhone, clean } from './cast.ts';
import { openMailServer, type MailServer } from './mail-server.ts';
import { createProduct, STORY_PORT, type Product } from './product.ts';

// It brings its own product (empty, as in production, with a mail server), phones and laptops: once is enough.
test.skip(({ isMobile }) => isMobile, 'brings its own phones');
test.describe.configure({ mode: 'serial' });

const password = 'bring one idea home';
const pin = '483920';

let product: Product;
let mail: MailServer;
let ada: Page;
let felix: Page;
let grace: Page;
let nurse: Page;
let guest: Page;
let room = '';
let session = '';

test.beforeAll(async ({ isMobile }) => {
  test.skip(isMobile, 'brings its own phones');
  mail = openMailServer(STORY_PORT + 2);
  product = createProduct(STORY_PORT + 1, undefined, {
    TWINWARD_DEMO: '0',
    SMTP_URL: mail.url,
    MAIL_FROM: 'Twinward <rooms@office.example>',
  });
  await product.start();
});
test.afterAll(async () => {
  await product?.stop();
  await mail?.close();
});

async function open(browser: Browser, options: BrowserContextOptions, path: string): Promise<Page> {
  const context = await browser.newContext({
    ...options,
    baseURL: product.origin,
    timezoneId: 'Africa/Kigali',
    permissions: ['camera', 'microphone'],
  });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

const pathOf = (link: string) => new URL(link).pathname;
/** The link that a page shows once, to be copied. */
const shownLink = async (page: Page) => pathOf(await page.locator('input[readonly]').first().inputValue());

test('an administrator comes by the link that the start printed, and makes a network', async ({
  browser,
}) => {
  await expect.poll(() => product.printed()).toMatch(/\/invitations\/[\w-]{43}/);
  const link = /\/invitations\/[\w-]{43}/.exec(product.printed())![0];
  ada = await open(browser, aLaptop, link);
  await clean(ada);
  await ada.getByLabel('Your name').fill('Ada Kabera');
  await ada.getByLabel('E-mail address').fill('ada@office.example');
  await ada.getByLabel('Choose a password').fill(password);
  await ada.getByLabel('Name of the network').fill('Twin hospitals of the East');
  await ada.getByLabel('Institution that brings the others together').fill('Network Office');
  await ada.getByLabel('Short name').fill('Office');
  await ada.getByLabel('Place').fill('Kigali');
  await ada.getByLabel('Time zone').selectOption('Africa/Kigali');
  await ada.getByRole('button', { name: 'Come in' }).click();
  await expect(ada).toHaveURL(/\/$/);
  await expect(ada.getByRole('link', { name: 'Import institutions' })).toBeVisible();
  await clean(ada);
});

test('she invites who will bring the hospitals together; he comes in by a mail', async ({ browser }) => {
  await ada.goto('/network/invitations/new');
  await clean(ada);
  await ada.getByRole('link', { name: 'To look after the network' }).click();
  await ada.getByLabel('For which institution').selectOption({ label: 'Network Office' });
  await ada.getByLabel('Role', { exact: true }).selectOption({ label: 'Backbone manager' });
  await ada.getByRole('button', { name: 'Make the link' }).click();
  await expect(ada.getByText('The link is ready').first()).toBeVisible();
  felix = await open(browser, aLaptop, await shownLink(ada));
  await felix.getByLabel('Your name').fill('Félix Ntwali');
  await felix.getByRole('radio', { name: /^E-mail/ }).check();
  await felix.getByLabel('E-mail address').fill('felix@office.example');
  await felix.getByRole('button', { name: 'Come in' }).click();
  await expect(felix.getByText('Look into your mail')).toBeVisible();
  await felix.goto(await mail.linkTo('felix@office.example', '/invitations/join/'));
  await clean(felix);
  await felix.getByLabel('Choose a password').fill(password);
  await felix.getByRole('button', { name: 'Come in' }).click();
  await expect(felix).toHaveURL(/\/$/);
});

test('the one next step leads him: institutions, their room, which he leads', async () => {
  await felix.getByRole('link', { name: 'Import institutions' }).click();
  await felix
    .getByLabel('Or paste the list, with its headers')
    .fill(
      [
        'Name;Short name;Level;Place;Languages',
        'Gihara Hospital;Gihara;District hospital;Kamonyi;English, French',
        'Hôpital du Lac;Lac;District hospital;Nyanza;French',
        'Ruli Health Centre;Ruli;Health centre;Gakenke;French',
      ].join('\n'),
    );
  await felix.getByRole('button', { name: 'Look at it first' }).click();
  await felix.getByRole('button', { name: 'Write 3 rows' }).click();
  await expect(felix.getByText('The list is written')).toBeVisible({ timeout: 20_000 });
  await felix.goto('/');
  await felix.getByRole('link', { name: 'Make a twinning' }).click();
  await felix.getByLabel('Topic').selectOption({ label: 'Pharmacy supply chain' });
  const first = { exact: true } as const;
  const gives = felix.getByRole('group', { name: 'Who gives' });
  await gives.getByLabel('Institution 1', first).selectOption({ label: 'Gihara Hospital' });
  const receives = felix.getByRole('group', { name: 'Who receives' });
  await receives.getByLabel('Institution 1', first).selectOption({ label: 'Hôpital du Lac' });
  await felix.getByRole('button', { name: 'Make the twinning' }).click();
  await felix.getByRole('link', { name: 'Open its room' }).click();
  await felix.getByLabel('Name of the room').fill('Pharmacy');
  await felix.getByLabel('I will lead this room').check();
  await felix.getByRole('button', { name: 'Open the room' }).click();
  await felix.waitForURL(/done=room/);
  await felix.goto('/rooms');
  await felix.getByRole('main').getByRole('link', { name: 'Pharmacy' }).first().click();
  await felix.waitForURL(/\/rooms\/[\w-]{36}/);
  room = /\/rooms\/[\w-]{36}/.exec(felix.url())![0];
});

test('a nurse scans the poster, comes in with a PIN in French, and again on another phone', async ({
  browser,
}) => {
  await felix.goto('/');
  await felix.getByRole('link', { name: 'Invite people' }).click();
  await felix.getByRole('link', { name: /Poster with a code/ }).click();
  await felix.getByRole('button', { name: 'Make the poster' }).click();
  const poster = await shownLink(felix);
  await felix.goto(`${poster}/poster`);
  await clean(felix);
  nurse = await open(browser, aPhone, poster);
  await clean(nurse);
  await nurse.getByLabel('Votre nom').fill('Alphonsine Iradukunda');
  await nurse.getByLabel('Où travaillez-vous').selectOption({ label: 'Hôpital du Lac' });
  await nurse.getByLabel('Choisissez un code PIN').fill('123456');
  await nurse.getByRole('button', { name: 'Entrer' }).click();
  await expect(nurse.getByLabel('Choisissez un code PIN')).toHaveAttribute('aria-invalid', 'true');
  await expect(nurse.getByLabel('Votre nom')).toHaveValue('Alphonsine Iradukunda');
  await nurse.getByLabel('Choisissez un code PIN').fill(pin);
  await nurse.getByRole('button', { name: 'Entrer' }).click();
  await expect(nurse.getByRole('heading', { name: 'Votre carte de connexion' })).toBeVisible();
  await clean(nurse);
  const code = /[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(await nurse.getByRole('main').innerText())![0];
  await nurse.getByRole('link', { name: 'Je l’ai gardée, continuer' }).click();
  await expect(nurse).toHaveURL(new RegExp(room));
  await expect(nurse.getByRole('heading', { name: 'Pharmacy' })).toBeVisible();
  await nurse.goto('/me');
  await nurse.getByRole('button', { name: 'Se déconnecter' }).click();
  await expect(nurse).toHaveURL(/\/sign-in/);
  await nurse.getByLabel('Adresse e-mail ou code de connexion').fill(code.toLowerCase().replace('-', ' '));
  await nurse.getByRole('button', { name: 'Continuer' }).click();
  const typed = nurse.getByLabel('Code PIN', { exact: true });
  await typed.fill('000001');
  await nurse.getByRole('button', { name: 'Se connecter' }).click();
  await expect(nurse.getByRole('alert')).toBeVisible();
  await typed.fill(pin);
  await nurse.getByRole('button', { name: 'Se connecter' }).click();
  await expect(nurse).toHaveURL(/\/$/);
  await expect(nurse.getByRole('link', { name: 'Ouvrir la salle « Pharmacy »' })).toBeVisible();
});

test('a first session is planned, and a guest sees that and nothing else', async ({ browser }) => {
  await felix.goto('/');
  await felix.getByRole('link', { name: 'Plan the session' }).click();
  await felix.getByLabel('Title', { exact: true }).fill('First walk');
  const tomorrow = new Date(Date.now() + 26 * 3_600_000).toISOString().slice(0, 10);
  await felix.getByLabel('Day').first().fill(tomorrow);
  await felix.getByLabel('Starts at').fill('14:00');
  await felix.getByRole('button', { name: 'Plan the session' }).click();
  await expect(felix.getByRole('heading', { level: 1, name: 'First walk' })).toBeVisible();
  session = new URL(felix.url()).pathname;
  await felix.getByRole('link', { name: 'Invite a guest' }).click();
  await felix.getByRole('button', { name: 'Make a link' }).click();
  guest = await open(browser, aPhone, await shownLink(felix));
  await clean(guest);
  await guest.getByLabel('Votre nom').fill('Ismaël Habiyaremye');
  await guest.getByLabel('Votre institution').fill('Centre de santé de Rusiga');
  await guest.getByRole('button', { name: 'Demander à entrer' }).click();
  await felix.goto(`${session}/guests`);
  await felix.getByRole('button', { name: 'Let Ismaël Habiyaremye in' }).click();
  await expect(guest.getByText('Vous pouvez entrer')).toBeVisible();
  await guest.getByRole('link', { name: 'Vers l’appel' }).click();
  await expect(guest.getByRole('button', { name: 'Rejoindre', exact: true })).toBeVisible();
});

test('a manager is replaced, and her open page says so within a second', async ({ browser }) => {
  const invited = async (name: string, email: string) => {
    await felix.goto(`${room}/invitations/new?way=email`);
    await felix.getByLabel('E-mail address').fill(email);
    await felix.getByLabel('For which institution').selectOption({ label: 'Hôpital du Lac' });
    await felix.getByLabel('Role', { exact: true }).selectOption({ label: 'Manager' });
    await felix.getByRole('button', { name: 'Send the invitation' }).click();
    const page = await open(browser, aLaptop, await mail.linkTo(email, '/invitations/'));
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('Choose a password').fill(password);
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByRole('button', { name: 'Come in' }).click();
    await expect(page).toHaveURL(new RegExp(room));
    return page;
  };
  grace = await invited('Grace Ingabire', 'grace@lac.example');
  const henri = await invited('Henri Nkusi', 'henri@lac.example');
  await grace.goto(`${room}/plan`);
  await expect(grace.getByRole('heading', { level: 1, name: 'Pharmacy' })).toBeVisible();
  await felix.goto(`${room}/people`);
  await felix.getByRole('link', { name: 'Change the place of Grace Ingabire' }).click();
  await clean(felix);
  await felix.getByLabel('Who takes over').selectOption({ label: 'Henri Nkusi' });
  await felix.getByRole('button', { name: 'Replace Grace Ingabire' }).click();
  await expect(grace.getByRole('heading', { name: 'You are no longer in this room' })).toBeVisible({
    timeout: 1_500,
  });
  await expect(felix.getByText('The place has gone to the successor.')).toBeVisible();
  expect((await grace.goto(`${room}/plan`))?.status()).toBe(404);
  await henri.goto(`${room}/people`);
  await expect(henri.getByText('Grace Ingabire')).toHaveCount(0);
  await henri.close();
});

test('everybody sees exactly what the table says', async () => {
  const paths = [`${room}/plan`, `${room}/people`, `${room}/commitments`, session, `${room}/invitations`];
  const home = ['/network', '/network/audit', '/network/people', '/me', '/rooms'];
  const seen = async (page: Page) => {
    const answers = await Promise.all(
      [...paths, ...home].map((path) => page.request.get(path, { maxRedirects: 0 })),
    );
    return answers.map((answer) => answer.status());
  };
  expect(await seen(felix), 'facilitator and backbone manager').toEqual([
    ...[200, 200, 200, 200, 200],
    ...[200, 404, 200, 200, 200],
  ]);
  expect(await seen(nurse), 'staff').toEqual([200, 200, 200, 200, 404, 200, 404, 404, 200, 200]);
  expect(await seen(grace), 'replaced').toEqual([404, 404, 404, 404, 404, 200, 404, 404, 200, 200]);
  expect(await seen(ada), 'administrator').toEqual([404, 200, 404, 404, 200, 200, 200, 200, 200, 200]);
  const ofGuest = await seen(guest);
  // Their own session's address leads back to the door.
  expect(ofGuest.toSpliced(3, 1), 'guest').toEqual(Array(9).fill(404));
});

test('the audit tells who changed rights', async () => {
  await ada.goto('/network/audit');
  await expect(ada.getByRole('main')).toContainText('Grace Ingabire');
  await clean(ada);
});
