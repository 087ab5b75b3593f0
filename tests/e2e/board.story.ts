import { expect, test } from '@playwright/test';
import { clean } from './cast.ts';
import { laptop, phone, usePlan } from './plan-stage.ts';
import { STORY_PORT } from './product.ts';

const stage = usePlan(STORY_PORT + 80);
test.describe.configure({ mode: 'serial' });

test('drivers, ideas and actions: who, by when, for what; a table and a diagram of the same cards', async ({
  browser,
}) => {
  const one = await stage.openPlan(await stage.comeAs(browser, 'odette', laptop));
  const two = await stage.openPlan(await stage.comeAs(browser, 'jeanpaul', phone));
  await one.getByRole('button', { name: 'Add a driver' }).click();
  await one.getByLabel('Driver', { exact: true }).fill('Orders follow what was used');
  await one.getByRole('button', { name: 'Done' }).click();
  await one.getByRole('button', { name: 'Add an idea' }).click();
  await one.getByLabel('Idea', { exact: true }).fill('Bin card on every shelf');
  await one.getByLabel('Works on the driver').selectOption('Orders follow what was used');
  await one.getByRole('button', { name: 'Done' }).click();
  await one.getByRole('button', { name: 'Add an action' }).click();
  await one.getByLabel('Action', { exact: true }).fill('Weekly count of 20 tracer medicines');
  await one.getByLabel('Who does it').selectOption('Jean-Paul Habimana');
  await expect(one.getByLabel('Institution')).toHaveValue(/./);
  await one.getByLabel('By when', { exact: true }).fill('2027-01-15');
  await one.getByLabel('Carries out the idea').selectOption('Bin card on every shelf');
  const card = two.getByRole('article', { name: 'Weekly count of 20 tracer medicines' });
  await expect(card.getByText('pour le 15 janv.')).toBeVisible();
  await expect(card.getByText('Jean-Paul Habimana')).toBeVisible();
  await expect(card.getByText('Met en œuvre : Bin card on every shelf')).toBeVisible();
  await one.screenshot({ path: 'test-results/board-open-laptop-en.png', fullPage: true });

  // Where the other is, and there with one tap.
  await two.locator('summary', { hasText: 'Dans le plan en ce moment' }).click();
  await two.screenshot({ path: 'test-results/board-people-phone-fr.png' });
  await two.getByRole('button', { name: 'Aller à « Weekly count' }).click();
  await expect(card).toBeInViewport();
  await two.screenshot({ path: 'test-results/board-card-phone-fr.png' });
  await one.getByRole('button', { name: 'Done' }).click();

  await two.getByRole('button', { name: 'Idées de changement' }).click();
  await expect(two.getByRole('article', { name: 'Bin card' })).toBeHidden();
  await two.reload();
  await expect(two.getByRole('button', { name: 'Idées de changement' })).toHaveAttribute(
    'aria-expanded',
    'false',
  );
  await expect(two.getByRole('article', { name: 'Bin card' })).toBeHidden();
  await two.getByRole('button', { name: 'Idées de changement' }).click();

  await one.getByRole('link', { name: 'Table of actions' }).click();
  const grid = one.getByRole('grid', { name: 'Table of actions' });
  const row = grid.getByRole('row', { name: 'Weekly count' });
  await row.getByRole('gridcell').first().focus();
  await one.keyboard.press('Enter');
  await expect(row.getByLabel('Action')).toHaveValue('Weekly count of 20 tracer medicines');
  await one.keyboard.press('End');
  await one.keyboard.type(', on Mondays');
  await one.keyboard.press('Tab');
  await expect(two.getByRole('article', { name: ', on Mondays' })).toBeVisible();
  await one.keyboard.type('Both pharmacists');
  await one.keyboard.press('Escape');
  await one.keyboard.press('ArrowRight');
  await one.keyboard.press('ArrowRight');
  await one.keyboard.press('ArrowRight');
  await one.keyboard.press('ArrowRight');
  await one.keyboard.press('Delete');
  await expect(card.getByText('pour le 15 janv.')).toBeHidden();
  await one.keyboard.press('Control+z');
  await expect(two.getByText('pour le 15 janv.')).toBeVisible();
  await one.getByRole('button', { name: 'Add an action' }).click();
  await one.keyboard.type('Adjust the re-order levels');
  await one.keyboard.press('Enter');
  await one.getByRole('button', { name: 'Action', exact: true }).click();
  await expect(grid.getByRole('row').nth(1)).toContainText('Adjust the re-order');
  await expect(grid.getByRole('columnheader', { name: 'Action' })).toHaveAttribute('aria-sort', 'ascending');
  await one.screenshot({ path: 'test-results/board-table-laptop-en.png' });
  await clean(one);

  await two.getByRole('link', { name: 'Diagramme des leviers' }).click();
  const tree = two.getByRole('list', { name: 'Diagramme des leviers' });
  await expect(
    tree
      .getByRole('list', { name: 'Sous « Orders follow what was used »' })
      .getByText('Bin card on every shelf'),
  ).toBeVisible();
  await two.screenshot({ path: 'test-results/board-diagram-phone-fr.png' });
  await clean(two);
  await one.getByRole('link', { name: 'Driver diagram' }).click();
  await one.screenshot({ path: 'test-results/board-diagram-laptop-en.png' });
  await one.getByRole('button', { name: 'Bin card on every shelf' }).press('Enter');
  await expect(one.getByRole('button', { name: 'Edit: Bin card on every shelf' })).toBeFocused();
  await clean(one);
  await Promise.all([one, two].map((page) => page.context().close()));
});
