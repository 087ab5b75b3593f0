import { expect, test } from '@playwright/test';
import { be, clean } from './cast.ts';

test('a list is pasted, looked at, mended, written; a duplicate is joined', async ({ page }, info) => {
  // Stories run in every size against one product: each brings its own hospitals.
  const town = `T${info.project.name.replaceAll('-', '')}${Date.now() % 100_000}`;
  const list = (level: string) =>
    [
      'Code;Nom;Niveau;Lieu;Langues;Point focal;E-mail',
      `${town}-1;Hôpital de ${town};Hôpital de district;${town};français, kinyarwanda;Aline Uwera;aline@${town}.example`,
      `${town}-2;${town} Hospital;Hôpital de district;${town};English;;`,
      `${town}-3;Poste de ${town};${level};${town};;;`,
    ].join('\n');
  await be(page, 'Ada');
  await page.goto('/network/institutions/import');
  await clean(page);
  const paste = page.getByLabel(/Or paste the list|Ou collez la liste/);
  const look = page.getByRole('button', { name: /Look at it first|Regarder d’abord/ });
  await look.click();
  await expect(page.getByText(/choose a file|Choisissez un fichier/)).toBeVisible();
  await paste.fill(list('clinique volante'));
  await look.click();
  await expect(page.getByText(/“clinique volante”|« clinique volante »/)).toBeVisible();
  await clean(page);
  await page.getByRole('button', { name: /Throw away|Abandonner/ }).click();
  await expect(page).toHaveURL(/\/import$/);

  await paste.fill(list('CS'));
  await look.click();
  await page.getByRole('button', { name: /Write 3 rows|Écrire 3 lignes/ }).click();
  await expect(page.getByText(/The list is written|La liste est écrite/)).toBeVisible({ timeout: 20_000 });
  await clean(page);

  await page.getByRole('link', { name: /To the institutions|Vers les institutions/ }).click();
  await page.getByRole('searchbox').fill(`hopital ${town.toLowerCase().slice(0, -1)}`);
  await expect(page.getByRole('link', { name: `Hôpital de ${town}` })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /^1 institution$/ })).toBeVisible();
  await clean(page);

  await page.goto('/network/institutions/merge');
  await page
    .getByRole('link', { name: new RegExp(`: .*${town}.*${town}`) })
    .first()
    .click();
  await clean(page);
  const old = new URL(page.url()).searchParams;
  await page.getByRole('radio', { name: new RegExp(`Hôpital de ${town} .*(people|personnes)`) }).check();
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: /Join them|Les réunir/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Hôpital de ${town}` })).toBeVisible();
  await expect(page.getByText('Aline Uwera')).toBeVisible();
  await clean(page);
  const here = new URL(page.url()).pathname;
  const goneId = [old.get('a'), old.get('b')].find((id) => id && !here.includes(id));
  await page.goto(`/network/institutions/${goneId}`);
  await expect(page).toHaveURL(new RegExp(here));
});

test('an institution is added, changed and given a focal point, without script as well', async ({
  browser,
}, info) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...info.project.use });
  const page = await context.newPage();
  await be(page, 'Ada');
  const name = `Hospital ${info.project.name} ${Date.now() % 100_000}`;
  await page.goto('/network/institutions/new');
  await page.getByRole('textbox', { name: /^(Name|Nom)$/ }).fill(name);
  await page.getByRole('textbox', { name: /^(Short name|Nom court)$/ }).fill('H');
  await page.getByRole('textbox', { name: /^(Place|Lieu)$/ }).fill('Kamonyi');
  await page.getByRole('button', { name: /^(Add|Ajouter)$/ }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await page.getByRole('link', { name: /^(Change|Modifier)$/ }).click();
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: /^(Add|Ajouter)$/ }) });
  await form.getByRole('textbox', { name: /^(Name|Nom)/ }).fill('Alice Uwase');
  await form.getByRole('textbox', { name: /e-mail/i }).fill('alice@gihara.example');
  await form.getByRole('button').click();
  await expect(page.getByRole('heading', { level: 3, name: 'Alice Uwase' })).toBeVisible();
  await context.close();
});
