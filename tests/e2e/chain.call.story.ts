import { expect, test } from '@playwright/test';
import { aLaptop, aPhone, clean, comeIn } from './cast.ts';

test('a question becomes a commitment, comes back as a report, is heard, and every page tells the thread', async ({
  browser,
}) => {
  const felix = await comeIn(browser, 'Félix', aLaptop);
  const odette = await comeIn(browser, 'Odette', aLaptop);
  const paul = await comeIn(browser, 'Jean-Paul', aPhone);
  const question = `Who signs the card at night? ${Date.now()}`;
  const promise = `The guard signs the card at night ${Date.now()}`;
  let commitment = '';

  await test.step('the facilitator asks before the session, and makes a commitment from the question', async () => {
    const session = await felix
      .getByRole('main')
      .locator('a[href^="/sessions/"]')
      .first()
      .getAttribute('href');
    await felix.goto(`${session!.split('?')[0]}/questions`);
    await felix.getByLabel('Your question').fill(question);
    await felix.getByRole('button', { name: 'Ask', exact: true }).click();
    const asked = felix.getByRole('article', { name: question });
    await asked.getByText('More').click();
    await asked.getByRole('link', { name: 'Make a commitment from this' }).click();
    await expect(felix.getByText(question)).toBeVisible();
    await felix.getByLabel('What will be done?').fill(promise);
    await felix.getByLabel('Which institution?').selectOption({ label: 'Nyanza Lake Hospital' });
    await felix.getByLabel('Who will see to it?').selectOption({ label: 'Jean-Paul Habimana' });
    await felix.getByLabel('Who will hear the report?').selectOption({ label: 'Gihara Hospital' });
    await felix.getByRole('button', { name: 'Make the commitment' }).click();
    await expect(felix.getByRole('heading', { level: 1, name: promise })).toBeVisible({ timeout: 20_000 });
    commitment = new URL(felix.url()).pathname;
  });

  await test.step('the owner finds it on Today and accepts with one tap', async () => {
    await expect(paul.getByRole('link', { name: promise })).toBeVisible();
    await paul.getByRole('link', { name: promise }).click();
    await paul.getByRole('button', { name: 'Oui, je m’en charge' }).click();
    await expect(paul.getByRole('link', { name: 'Faire le retour' }).first()).toBeVisible();
    await expect(paul.getByText(question)).toBeVisible();
    await clean(paul);
    await odette.goto('/rooms');
    await odette.getByRole('main').getByRole('link', { name: 'Pharmacy supply chain' }).first().click();
    const promised = odette.getByRole('region', { name: 'Also promised in this room' });
    await expect(promised.getByRole('link', { name: promise })).toBeVisible();
  });

  await test.step('he reports back; who watches sees it at once, answers and hears it', async () => {
    await odette.goto(commitment);
    await paul.goto(`${commitment}/report-backs/new`);
    await paul.getByRole('radio', { name: 'En cours' }).check({ force: true });
    await paul.getByLabel(/Qu’est-ce qui s’est passé/).fill('Trois nuits sur sept sont signées.');
    await paul.getByRole('button', { name: 'Envoyer le retour' }).click();
    const report = odette.getByRole('article').filter({ hasText: 'Trois nuits sur sept sont signées.' });
    await expect(report).toBeVisible();
    await odette.getByRole('button', { name: 'We have heard it' }).click();
    await expect(report.getByText(/heard by/)).toBeVisible();
    await report.getByLabel(/Your answer/).fill('Hang the pen on the card.');
    await report.getByRole('button', { name: 'Send the answer' }).click();
    await expect(report.getByText('Hang the pen on the card.')).toBeVisible();
    await paul.goto(commitment);
    await expect(paul.getByRole('article').getByText('Hang the pen on the card.')).toBeVisible();
    await clean(odette);
  });

  await test.step('the manager finds it among what her institution promised; an outsider finds nothing', async () => {
    const manager = await comeIn(browser, 'Clémence', aPhone);
    await manager.goto('/commitments?show=all');
    await manager.getByRole('link', { name: 'Tous', exact: true }).click();
    await expect(manager.getByRole('link', { name: promise })).toBeVisible();
    const outsider = await comeIn(browser, 'Espérance', aLaptop);
    expect((await outsider.goto(commitment))?.status()).toBe(404);
    for (const page of [manager, outsider]) await page.context().close();
  });
  for (const page of [felix, odette, paul]) await page.context().close();
});
