import { expect, test, type Page } from '@playwright/test';
import { be, clean } from './cast.ts';

test('who looks after the network twins two hospitals, opens their room and leads it', async ({
  page,
  locale,
}) => {
  const fr = locale?.startsWith('fr') ?? false;
  // Ada reads English on any device. Each project twins its own two, so that one does not find the other's.
  const [giver, receiver] = fr
    ? ['Muhura Hospital', 'Rulindo Health Centre']
    : ['Muhura Hospital', 'Nyanza Lake Hospital'];
  const room = fr ? 'Small babies' : 'Newborns';
  await be(page, 'Ada Kabera');
  await page.goto('/network/twinnings');
  await page.getByRole('link', { name: 'Make a twinning' }).click();
  await clean(page);
  await page.getByLabel('Topic').selectOption({ index: 4 });
  const gives = page.getByRole('group', { name: 'Who gives' });
  await gives.getByLabel('Institution 1', { exact: true }).selectOption({ label: giver });
  await gives.getByLabel('Sponsor at institution 1').fill('Dr Uwera');
  const receives = page.getByRole('group', { name: 'Who receives' });
  await receives.getByLabel('Institution 1', { exact: true }).selectOption({ label: giver });
  const make = page.getByRole('button', { name: 'Make the twinning' });
  await make.click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(gives.getByLabel('Sponsor at institution 1')).toHaveValue('Dr Uwera');
  await receives.getByLabel('Institution 1', { exact: true }).selectOption({ label: receiver });
  await make.click();
  await expect(page.getByRole('status')).toContainText('They are twinned');
  await clean(page);
  await page.getByRole('link', { name: 'Open its room' }).click();
  await page.getByLabel('Name of the room').fill(room);
  await page.getByLabel('I will lead this room').check();
  await page.getByRole('button', { name: 'Open the room' }).click();
  await page.waitForURL(/\/network\?done=room/);
  await page.goto('/rooms');
  await page.getByRole('link', { name: room }).first().click();
  await page.getByText('Agreement and sponsors').click();
  await expect(page.getByText('Dr Uwera')).toBeVisible();
});

test('a manager says on a French phone what her hospital gives and wants; nothing typed is lost', async ({
  page,
}, info) => {
  // Each project speaks of its own topic, so that one does not find the other's answer.
  const phone = info.project.name === 'phone-fr';
  const [named, said] = phone
    ? ['Malnutrition', '12,5 enfants par mois']
    : ['Accréditation', '61,5 % des normes'];
  await be(page, 'Clémence Uwase');
  await page.goto('/network');
  await page.getByRole('link', { name: 'Dire ce que vous donnez et cherchez' }).first().click();
  await clean(page);
  const topic = page.getByRole('group', { name: named });
  const figure = page.getByLabel('Le chiffre derrière').nth(await placeOf(page, named));
  await figure.fill(said);
  const save = page.getByRole('button', { name: 'Enregistrer' });
  await save.click();
  await expect(topic.getByText('Dites d’abord si vous donnez ou recevez')).toBeVisible();
  await expect(figure).toHaveValue(said);
  await topic.getByRole('radio', { name: 'Nous voulons recevoir' }).check();
  await save.click();
  await expect(page.getByRole('status')).toContainText('Tout le réseau le voit');
  await page.goto('/network/offers?stance=wants_to_receive');
  await expect(page.getByText(said)).toBeVisible();
  await clean(page);
});

const placeOf = async (page: Page, topic: string) =>
  (await page.locator('legend').allInnerTexts()).findIndex((words) => words.trim() === topic);

test('the picture of who gives to whom is walked by keyboard, and is a list as well', async ({ page }) => {
  await be(page, 'Odette Mukamana');
  await page.goto('/network');
  await clean(page);
  const picture = page.getByRole('group', { name: 'Who gives to whom', exact: true });
  const gihara = picture.getByRole('link', { name: /^Gihara Hospital, District hospital/ });
  await gihara.focus();
  await page.keyboard.press('ArrowRight');
  await expect(
    picture.getByRole('link', { name: /^Nyanza Lake Hospital.*receives .* from Gihara/ }),
  ).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/around=/);
  await expect(page.getByText('Only Gihara Hospital and its twins are shown.')).toBeVisible();
  const list = page.getByRole('table', { name: 'Who gives to whom' });
  await expect(list.getByRole('row', { name: /Rulindo Health Centre.*Gihara Hospital/ })).toBeVisible();
  await expect(list.getByText('Hôpital de Ngozi')).toHaveCount(0);
});
