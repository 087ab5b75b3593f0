import { expect, test, type Page } from '@playwright/test';
import sharp from 'sharp';
import { clean } from './cast.ts';
import { laptop, phone, usePlan } from './plan-stage.ts';
import { STORY_PORT } from './product.ts';

const stage = usePlan(STORY_PORT + 20);
test.describe.configure({ mode: 'serial' });

const photo = () =>
  sharp({ create: { width: 1600, height: 900, channels: 3, background: '#7cc8bf' } })
    .jpeg()
    .withExif({ IFD0: { Make: 'PhoneMaker' } })
    .toBuffer();
/** The words of the open note, without what is only for this page: carets and labels. */
const words = (page: Page) =>
  page.locator('.ProseMirror').evaluate((note) => {
    const copy = note.cloneNode(true) as HTMLElement;
    for (const own of copy.querySelectorAll('.caret, label, figcaption')) own.remove();
    return copy.textContent;
  });
/** As a phone's gallery gives it. */
const choosePicture = async (page: Page, name: string, buffer: Buffer) => {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Image', exact: true }).click();
  await (await choosing).setFiles({ name, mimeType: 'image/jpeg', buffer });
};

test('a phone in French and a laptop in English write one note: list, check, heading and picture; offline and back', async ({
  browser,
}) => {
  const a = await stage.comeAs(browser, 'jeanpaul', phone);
  const b = await stage.comeAs(browser, 'odette', laptop);
  const [one, two] = [await stage.openPlan(a), await stage.openPlan(b)];

  await one.getByRole('button', { name: 'Ajouter une note' }).click();
  await one.getByLabel('Note', { exact: true }).fill('Visite de la pharmacie');
  await one.getByRole('button', { name: 'Écrire plus' }).click();
  const mine = one.getByRole('textbox', { name: 'Texte de la note' });
  await mine.click();
  await one.getByRole('button', { name: 'Titre', exact: true }).click();
  await mine.pressSequentially('À vérifier');
  await mine.press('Enter');
  await one.getByRole('button', { name: 'Cases à cocher' }).click();
  await mine.pressSequentially('Compter l’ocytocine');
  await mine.press('Enter');
  await mine.pressSequentially('Relever la température');

  // Read on the board while it is written, and without the editor.
  const card = two.getByRole('article', { name: 'Visite de la pharmacie' });
  await expect(card.getByRole('heading', { name: 'À vérifier' })).toBeVisible();
  await card.getByRole('checkbox', { name: 'Done: Compter l’ocytocine' }).click();
  await expect(one.getByRole('checkbox', { name: 'Fait : Compter l’ocytocine' })).toBeChecked();

  await two.getByRole('button', { name: 'Edit: Visite de la pharmacie' }).click();
  const theirs = two.getByRole('textbox', { name: 'Words of the note' });
  await expect(theirs.locator('p', { hasText: 'Relever la température' })).toBeVisible();
  await theirs.locator('p', { hasText: 'Relever la température' }).click();
  await theirs.press('End');
  await Promise.all([
    theirs.pressSequentially(' every morning', { delay: 15 }),
    mine.pressSequentially(' matin', { delay: 15 }),
  ]);
  await expect.poll(async () => (await words(one)) === (await words(two))).toBe(true);
  await expect(two.locator('.caret')).toHaveText(/Jean-Paul Habimana/);

  // The phone's line is lost; it takes words and a picture all the same.
  await a.setOffline(true);
  await mine.press('Enter');
  await mine.press('Enter');
  await mine.pressSequentially('Écrit sans réseau.');
  await choosePicture(one, 'ward.jpg', await photo());
  await expect(one.getByText(/seront envoyés/)).toBeVisible();
  await one.getByLabel('Que voit-on sur l’image ?').first().fill('Le réfrigérateur de la pharmacie');
  await one.screenshot({ path: 'test-results/note-picture-phone-fr.png' });
  await one.getByRole('button', { name: 'Mettre dans la note' }).click();
  await expect(one.getByText('Gardée sur ce téléphone jusqu’à l’envoi.')).toBeVisible();
  await mine.pressSequentially('Après l’image.');
  await theirs.press('Home');
  await theirs.pressSequentially('Both: ');
  await one.screenshot({ path: 'test-results/note-offline-phone-fr.png' });
  await a.setOffline(false);
  await expect(one.getByText('Gardée sur ce téléphone jusqu’à l’envoi.')).toBeHidden({ timeout: 20_000 });
  await expect.poll(() => words(two), { timeout: 20_000 }).toContain('Écrit sans réseau.');
  await expect(words(one)).resolves.toContain('Both: ');
  const picture = two.getByRole('img', { name: 'Le réfrigérateur de la pharmacie' });
  await expect
    .poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth), { timeout: 20_000 })
    .toBe(1280);
  await two.screenshot({ path: 'test-results/note-laptop-en.png' });
  await one.screenshot({ path: 'test-results/note-phone-fr.png' });
  await Promise.all([clean(one), clean(two)]);

  // My own undo, and nobody else's words.
  await two.getByRole('button', { name: 'Undo in this note' }).click();
  await expect.poll(() => words(two)).not.toContain('Both: ');
  expect(await words(two)).toContain('Écrit sans réseau.');

  await one.getByRole('button', { name: 'C’est bon' }).click();
  await two.getByRole('button', { name: 'Done' }).click();
  await Promise.all([a.close(), b.close()]);
});

test('who may only read reads it, without the editor and without JavaScript too; a file that is no picture says so', async ({
  browser,
}) => {
  const c = await stage.comeAs(browser, 'olive', laptop);
  const page = await c.newPage();
  const scripts: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.push(response.text());
  });
  await page.goto(stage.planUrl);
  const card = page.getByRole('article', { name: 'Visite de la pharmacie' });
  await expect(card.getByText('Écrit sans réseau.')).toBeVisible();
  await expect(card.getByText('Done:', { exact: true })).toBeAttached();
  await expect(card.getByRole('checkbox')).toHaveCount(0);
  await expect(card.getByRole('img', { name: 'Le réfrigérateur de la pharmacie' })).toBeVisible();
  await clean(page);
  await card.screenshot({ path: 'test-results/note-board-en.png' });
  // Whoever reads does not pay for the editor.
  expect((await Promise.all(scripts)).filter((text) => text.includes('ProseMirror'))).toEqual([]);
  await c.close();

  const still = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
  await still.addCookies([stage.cookie('olive')]);
  const plain = await still.newPage();
  await plain.goto(stage.planUrl);
  await expect(plain.getByText('Écrit sans réseau.')).toBeVisible();
  await still.close();

  const a = await stage.comeAs(browser, 'jeanpaul', phone);
  const one = await stage.openPlan(a);
  await one.getByRole('button', { name: 'Modifier : Visite de la pharmacie' }).click();
  await expect(one.getByRole('textbox', { name: 'Texte de la note' })).toBeVisible();
  await choosePicture(one, 'fake.jpg', Buffer.from('not a picture at all'));
  await expect(one.getByRole('alert')).toContainText(/image/i);
  await one.getByRole('button', { name: 'D’accord' }).click();
  await expect(one.getByText('Écrit sans réseau.', { exact: true })).toBeVisible();
  await a.close();
});
