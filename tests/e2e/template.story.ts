import { expect, test, type Page } from '@playwright/test';
import { aLaptop, aPhone, clean, comeIn } from './cast.ts';

// The story brings its own phone and laptop: once is enough.
test.beforeEach(() => test.skip(test.info().project.name === 'phone-fr'));

test('a network gives new plans its own sections; a plan is given those of another step and takes them back', async ({
  browser,
}) => {
  const ada = await comeIn(browser, 'Ada Kabera', aLaptop);
  await ada.goto('/network/plan-templates');
  await ada.screenshot({ path: 'test-results/template-list-laptop-en.png', fullPage: true });
  await clean(ada);
  await ada.getByRole('link', { name: 'Change the sections of step 4' }).click();
  const gaps = ada.getByRole('group', { name: 'Gaps' });
  await gaps.getByLabel('Title in English').fill('What is missing');
  await ada.getByRole('button', { name: 'Add a section' }).click();
  const added = ada.getByRole('group', { name: 'One more section' });
  await added.getByLabel('What stands in it').selectOption('Notes');
  await added.getByLabel('Title in English').fill('Night shift');
  await ada.getByRole('button', { name: 'Move “Night shift” up' }).click();
  await ada.getByRole('button', { name: 'Save for new plans' }).click();
  await expect(ada.getByText('Please give the title in both languages').first()).toBeVisible();
  await ada.screenshot({ path: 'test-results/template-refused-laptop-en.png', fullPage: true });
  const typed = ada.getByRole('group', { name: 'Night shift' });
  await expect(typed.getByLabel('Title in English')).toHaveValue('Night shift');
  await typed.getByLabel('Title in French').fill('Équipe de nuit');
  await ada
    .getByRole('group', { name: 'What is missing' })
    .getByLabel('Title in French')
    .fill('Ce qui manque');
  await clean(ada);
  await ada.getByRole('button', { name: 'Save for new plans' }).click();
  await expect(ada.getByRole('status').filter({ hasText: 'New plans of this step' })).toBeVisible();
  await expect(ada.getByRole('listitem').filter({ hasText: 'Night shift' })).toContainText('Yours');

  const beatrice = await comeIn(browser, 'Béatrice Umutoni', aPhone);
  await readIn(beatrice, 'fr');
  await openRoom(beatrice);
  const heading = (name: string) => beatrice.getByRole('heading', { name, exact: true });
  await expect(heading('Ce qui manque')).toBeVisible();
  await expect(heading('Équipe de nuit')).toBeVisible();
  await expect(beatrice.getByText('Essayer la première idée à un endroit')).toBeVisible();
  await beatrice.screenshot({ path: 'test-results/template-plan-phone-fr.png', fullPage: true });

  await beatrice.getByRole('link', { name: 'Ajouter les sections d’une étape' }).click();
  await expect(beatrice.getByText('Vous êtes ici')).toBeVisible();
  await beatrice.screenshot({ path: 'test-results/template-add-phone-fr.png', fullPage: true });
  await clean(beatrice);
  await beatrice.getByRole('button', { name: 'Ajouter les sections de l’étape 5' }).click();
  await expect(heading('Petits essais')).toBeInViewport();
  await expect(beatrice.getByText('Notre premier petit essai')).toBeVisible();
  await beatrice.screenshot({ path: 'test-results/template-added-phone-fr.png' });
  await beatrice.getByRole('button', { name: 'Annuler', exact: true }).last().click();
  await expect(heading('Petits essais')).toBeHidden();
  await expect(beatrice.getByText('Notre premier petit essai')).toBeHidden();
  await expect(heading('Équipe de nuit')).toBeVisible();

  // As others find it: what new plans begin with, and what she reads.
  await ada.getByRole('link', { name: 'Change the sections of step 4' }).click();
  await ada.getByRole('button', { name: 'Back to the usual sections' }).click();
  await expect(ada.getByText('begin with the usual sections again')).toBeVisible();
  await readIn(beatrice, 'en');
  await Promise.all([ada, beatrice].map((page) => page.context().close()));
});

async function readIn(page: Page, lang: string): Promise<void> {
  await page.goto('/me');
  // The page closes what was opened before its script came.
  await expect(async () => {
    await page.evaluate(() => document.querySelectorAll('details').forEach((fold) => (fold.open = true)));
    await page.locator(`input[name=lang][value=${lang}]`).check({ force: true });
    await page.locator('form[action="?/name"] button[type=submit]').click({ timeout: 1000 });
  }).toPass();
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
}

/** Twins two hospitals at the fourth step, opens their room, leads it, and goes to its plan. */
async function openRoom(page: Page): Promise<void> {
  await page.goto('/network/twinnings/new');
  await page.locator('select[name=topicId]').selectOption({ index: 6 });
  await page
    .locator('select[name="givers.0.institutionId"]')
    .selectOption({ label: 'Kanombe Referral Hospital' });
  await page.locator('select[name="receivers.0.institutionId"]').selectOption({ label: 'Muhura Hospital' });
  await page.locator('select[name=step]').selectOption('4');
  await page.getByRole('button', { name: 'Créer le jumelage' }).click();
  await page.getByRole('link', { name: 'Ouvrir sa salle' }).click();
  await page.locator('input[name=name]').fill('Équipe de nuit et malnutrition');
  await page.locator('input[name=lead]').check();
  await page.locator('form button[type=submit]').last().click();
  await page.waitForURL(/\/network\?done=room/);
  await page.goto('/rooms');
  await page.getByRole('link', { name: 'Équipe de nuit et malnutrition' }).first().click();
  await page.waitForURL(/\/rooms\/[0-9a-f-]+/);
  await page.goto(`${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/plan`);
}
