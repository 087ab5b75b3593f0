import { expect, test, type Page } from '@playwright/test';
import { clean } from './cast.ts';
import { laptop, phone, saved, usePlan } from './plan-stage.ts';
import { STORY_PORT } from './product.ts';

const stage = usePlan(STORY_PORT + 80);
test.describe.configure({ mode: 'serial' });
const shot = (page: Page, name: string) =>
  page.screenshot({ path: `test-results/agree-${name}.png`, fullPage: true });

test('what changed is read word by word, a card is put back and the step undone; both sign, and writing goes on', async ({
  browser,
}) => {
  const grace = await stage.openPlan(await stage.comeAs(browser, 'grace', laptop));
  const clemence = await stage.openPlan(await stage.comeAs(browser, 'clemence', phone));

  // Two write one card.
  await grace.getByRole('button', { name: 'Add an idea' }).click();
  await grace.getByLabel('Idea', { exact: true }).fill('Order by habit');
  await grace.getByRole('button', { name: 'Done' }).click();
  await clemence.getByRole('button', { name: 'Modifier : Order by habit' }).click();
  await clemence.getByLabel('Idée', { exact: true }).fill('Order by consumption, weekly');
  await clemence.getByRole('button', { name: 'C’est bon' }).click();
  await expect(saved(clemence)).toBeVisible();

  // The history says who, and what was there before.
  await clemence.getByRole('link', { name: 'Historique' }).click();
  const changed = clemence.getByRole('listitem').filter({ hasText: 'Clémence Uwase a modifié' });
  await expect(changed.locator('ins').filter({ hasText: 'consumption' })).toBeVisible({ timeout: 15_000 });
  await expect(changed.locator('del')).toContainText('habit');
  await expect(clemence.getByText('Grace Ingabire a ajouté')).toBeVisible();
  await clean(clemence);
  await shot(clemence, 'history-phone-fr');

  // Put back, in one step that can be undone.
  await changed.getByRole('link', { name: /^Remettre/ }).click();
  await expect(clemence.getByText('Ce que la carte dit maintenant reste dans l’historique.')).toBeVisible();
  await shot(clemence, 'restore-phone-fr');
  await clemence.getByRole('button', { name: 'Remettre', exact: true }).click();
  await expect(grace.getByRole('heading', { name: 'Order by habit' })).toBeVisible();
  await clemence.getByText('Annuler', { exact: true }).click();
  await expect(grace.getByRole('heading', { name: 'Order by consumption, weekly' })).toBeVisible();

  // One signs.
  await grace.getByRole('link', { name: 'Sign off' }).click();
  await shot(grace, 'sign-first-laptop-en');
  await grace.getByRole('button', { name: 'Sign for Gihara Hospital' }).click();
  await expect(grace.getByText('Signed. The others were told.')).toBeVisible();
  await expect(grace.getByText('Waiting for Nyanza Lake Hospital.')).toBeVisible();
  await clean(grace);
  await shot(grace, 'sign-waiting-laptop-en');

  // It changes before the other has signed: she signs the same version all the same.
  await expect(clemence.getByText('On attend votre signature.')).toBeVisible();
  await clemence.getByRole('button', { name: 'Ajouter une note' }).click();
  await clemence.getByLabel('Note', { exact: true }).fill('Une liste au mur');
  await clemence.getByRole('button', { name: 'C’est bon' }).click();
  await expect(saved(clemence)).toBeVisible();
  await clemence.getByRole('link', { name: 'Voir et signer' }).click();
  await clemence.getByText('Ce qui a changé après cette signature').click();
  await expect(clemence.getByRole('link', { name: 'Une liste au mur' }).first()).toBeVisible();
  await clean(clemence);
  await shot(clemence, 'sign-changed-phone-fr');
  await clemence.getByRole('button', { name: 'Signer cette version pour Nyanza Lake Hospital' }).click();
  await expect(clemence.getByText('Signé par tous. Le plan est gardé tel qu’il est.')).toBeVisible();

  // What was signed, as it was.
  await grace.getByRole('link', { name: /^Signed by all on/ }).click();
  await expect(grace.getByRole('heading', { name: 'Order by consumption, weekly' })).toBeVisible();
  await expect(grace.getByText('Clémence Uwase, manager')).toBeVisible();
  await expect(grace.getByRole('heading', { name: 'Une liste au mur' })).toBeHidden();
  await clean(grace);
  await shot(grace, 'signed-laptop-en');
  await grace.emulateMedia({ media: 'print' });
  await shot(grace, 'signed-print-en');
  await grace.emulateMedia({ media: null });

  // And the plan says that it has changed since.
  await clemence.getByRole('link', { name: 'Retour au plan' }).click();
  await expect(clemence.getByRole('link', { name: /^Signé par les deux le/ })).toBeVisible();
  await shot(clemence, 'plan-phone-fr');
  await clemence.getByRole('link', { name: 'modifié depuis' }).click();
  await expect(clemence.getByText('Clémence Uwase a ajouté « Une liste au mur »')).toBeVisible();
  await Promise.all([grace, clemence].map((page) => page.context().close()));
});
