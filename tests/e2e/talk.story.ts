import { expect, test, type Page } from '@playwright/test';
import { aLaptop, aPhone, clean, comeIn } from './cast.ts';

// It brings its own phone and laptop: once is enough.
test.beforeEach(() => test.skip(test.info().project.name === 'phone-fr'));

const idea = 'Order by consumption, not by habit';
const cardOf = (page: Page) => page.locator('article.card').filter({ hasText: 'three months' });
const panel = (page: Page) =>
  page.getByRole('region', { name: /Comments\. |Commentaires\. / }).filter({ visible: true });

/** The plan of the pharmacies' room. */
async function openPlan(page: Page): Promise<void> {
  await page.goto('/rooms');
  await page.getByRole('link', { name: 'Pharmacy supply chain' }).first().click();
  await page.waitForURL(/\/rooms\/[0-9a-f-]+/);
  await page.goto(new URL(page.url()).pathname.replace(/(\/rooms\/[^/]+).*/, '$1/plan'));
  await expect(
    page.getByText(/Saved · everyone|Enregistré · tout|You can read|Vous pouvez lire/),
  ).toBeVisible();
}

/** The newest mail of whoever is signed in with this subject; a job writes it. */
async function readMail(page: Page, subject: RegExp): Promise<string> {
  const mail = page.getByRole('link', { name: subject }).first();
  await expect(async () => {
    await page.goto('/mailbox');
    await expect(mail).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
  await mail.click();
  const link = page.frameLocator('iframe').getByRole('link', { name: /Lire et répondre|Voir la carte/ });
  return (await link.getAttribute('href'))!;
}

test('a conversation on a card: somebody named by mail answers on a phone, it is settled, and goes to the next session', async ({
  browser,
}) => {
  const odette = await comeIn(browser, 'Odette Mukamana', aLaptop);
  await openPlan(odette);
  await odette.getByRole('button', { name: `Edit: ${idea}` }).click();
  await odette.getByRole('link', { name: `Comment: ${idea}` }).click();
  const said = panel(odette);
  const box = said.getByLabel('What would you like to ask or say?');
  await box.pressSequentially('Who has the figures? @jean');
  await expect(said.getByRole('option', { name: /Jean-Paul Habimana/ })).toBeVisible();
  await clean(odette);
  await box.press('Enter');
  await box.pressSequentially('has them.');
  await expect(box).toHaveValue('Who has the figures? @Jean-Paul Habimana has them.');
  await said.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(said.getByRole('article')).toContainText('Who has the figures?');
  // With something said the box asks for something else.
  await expect(said.getByLabel('Begin another conversation')).toHaveValue('');

  const jeanpaul = await comeIn(browser, 'Jean-Paul Habimana', aPhone);
  await jeanpaul.goto(await readMail(jeanpaul, /Odette Mukamana s’adresse à vous/));
  const theirs = panel(jeanpaul);
  await expect(theirs.getByText('Who has the figures?')).toBeVisible();
  // Without a network nothing is lost.
  const answer = theirs.getByLabel('Votre réponse').first();
  await answer.fill('Oui : trois mois, par mail ce soir.');
  await jeanpaul.context().setOffline(true);
  await theirs.getByRole('button', { name: 'Répondre' }).first().click();
  await expect(theirs.getByText('Pas envoyé : pas de réseau.')).toBeVisible();
  await expect(answer).toHaveValue('Oui : trois mois, par mail ce soir.');
  await jeanpaul.context().setOffline(false);
  await theirs.getByRole('button', { name: 'Répondre' }).first().click();
  await expect(said.getByText('par mail ce soir')).toBeVisible();
  await clean(jeanpaul);
  await jeanpaul.screenshot({ path: 'test-results/talk-phone-fr.png' });

  await said.getByRole('button', { name: 'Resolve' }).click();
  // One came for this conversation: it stays in sight.
  await expect(theirs.getByText('1 échange clos')).toBeVisible();
  await theirs.getByRole('button', { name: 'Rouvrir' }).click();
  await said.getByRole('button', { name: 'Carry to the next session' }).click();
  const agenda = said.getByRole('link', { name: 'On the agenda: Walkthrough' });
  await expect(said.getByRole('button', { name: 'Carry to the next session' })).toBeHidden();
  await agenda.click();
  await expect(odette.getByText(`${idea}: Who has the figures?`)).toBeVisible();
  await clean(odette);
  await odette.getByRole('link', { name: 'From the plan: read the conversation' }).click();
  await expect(panel(odette).getByText('par mail ce soir')).toBeVisible();
  await odette.screenshot({ path: 'test-results/talk-laptop-en.png' });
  await expect(cardOf(odette).getByRole('link', { name: `2 comments: ${idea}` })).toBeVisible();
  await odette.keyboard.press('Escape');
  await expect(panel(odette)).toHaveCount(0);
  await expect(cardOf(odette).getByRole('link', { name: `2 comments: ${idea}` })).toBeFocused();
  await Promise.all([odette, jeanpaul].map((page) => page.context().close()));
});

test('an observer suggests another wording on a phone; it is accepted although the text changed, and can be undone', async ({
  browser,
}) => {
  const olive = await comeIn(browser, 'Olive Kayitesi', aPhone);
  await openPlan(olive);
  await cardOf(olive)
    .getByRole('link', { name: `Proposer une autre formulation : ${idea}` })
    .click();
  const hers = panel(olive);
  await hers.getByRole('link', { name: 'Ce que cela veut dire ici' }).click();
  const words = hers.getByLabel('Ce que cela veut dire ici');
  await expect(words).toHaveValue(/Average of three months/);
  await hers.getByRole('button', { name: 'Proposer', exact: true }).click();
  await expect(hers.getByText('C’est déjà le texte actuel.')).toBeVisible();
  await words.fill((await words.inputValue()).replace('three months', 'six months'));
  await hers.getByLabel('Pourquoi').fill('La saison des pluies compte.');
  await hers.getByRole('button', { name: 'Proposer', exact: true }).click();
  await expect(hers.getByText('La saison des pluies compte.')).toBeVisible();
  await clean(olive);
  await olive.screenshot({ path: 'test-results/suggestion-phone-fr.png' });

  const odette = await comeIn(browser, 'Odette Mukamana', aLaptop);
  await openPlan(odette);
  await cardOf(odette).getByRole('link', { name: '1 suggestion' }).click();
  const one = panel(odette).getByRole('article', { name: 'Olive Kayitesi suggests: What it means here' });
  await expect(one.locator('del')).toContainText('three');
  await expect(one.locator('ins')).toContainText('six');
  // Somebody writes in the field meanwhile.
  await odette.getByRole('button', { name: `Edit: ${idea}` }).click();
  const field = odette.locator('article.card').getByLabel('What it means here');
  await field.press('End');
  await field.pressSequentially(' By hand.');
  await expect(one.getByText('The text has changed since Olive Kayitesi suggested this.')).toBeVisible();
  await odette.screenshot({ path: 'test-results/suggestion-laptop-en.png' });
  await one.getByRole('button', { name: 'Accept' }).click();
  await expect(field).toHaveValue(/Average of six months.* By hand\.$/s);
  await expect(hers.getByText('1 proposition tranchée')).toBeVisible();
  await odette.getByRole('button', { name: 'Undo what I did' }).click();
  await expect(field).toHaveValue(/Average of three months.* By hand\.$/s);
  await odette.getByText('1 decided suggestion').click();
  await expect(panel(odette).getByText('Accepted by Odette Mukamana')).toBeVisible();
  expect(await readMail(olive, /Odette Mukamana a accepté votre formulation/)).toContain('?card=');
  await Promise.all([olive, odette].map((page) => page.context().close()));
});

test('without JavaScript what is said is read and answered too', async ({ browser }) => {
  const alice = await comeIn(browser, 'Alice Keza', aLaptop);
  await openPlan(alice);
  await cardOf(alice)
    .getByRole('link', { name: /comments?: / })
    .click();
  await alice.waitForURL(/[?&]card=/);
  const { cookies } = await alice.context().storageState();
  const plain = await (await browser.newContext({ ...aLaptop, javaScriptEnabled: false })).newPage();
  await plain.context().addCookies(cookies);
  await plain.goto(alice.url());
  await expect(plain.getByText('par mail ce soir')).toBeVisible();
  await plain.getByLabel('Your answer').fill('I bring the cards.');
  await plain.getByLabel('Tell also').first().selectOption({ label: 'Grace Ingabire' });
  await plain.getByRole('button', { name: 'Answer' }).click();
  await expect(plain.getByText('I bring the cards.')).toBeVisible();
  await expect(panel(alice).getByText('I bring the cards.')).toBeVisible();
  await Promise.all([alice, plain].map((page) => page.context().close()));
});
