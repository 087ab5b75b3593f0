import { readCards, readSections } from '#domain/plan/document.ts';
import type { TemplateSection } from '#domain/plan/template.ts';
import * as Y from 'yjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });
const row = ({ id, kind, title }: TemplateSection) => ({
  id,
  kind,
  en: title?.en ?? '',
  fr: title?.fr ?? '',
});
const rowsOf = async (step: number) =>
  (await t.app.planTemplates.one(await t.actorOf('ada'), t.networkId, step)).sections.map(row);
const change = async (step: number, sections: unknown[]) =>
  t.app.planTemplates.change(await t.actorOf('beatrice'), { networkId: t.networkId, step, sections });
const refused = (fields: Record<string, string>) => expect.objectContaining({ fields });

/** What the plan of a new room of a twinning at this step holds. */
async function newPlan(step: number, lang: 'en' | 'fr' = 'en') {
  const ada = await t.actorOf('ada');
  const { networkId, topicId, institutionIds } = t;
  const one = (institutionId: string) => [{ institutionId, sponsor: '' }];
  const twinningId = await t.app.twinnings.make(ada, {
    ...{
      networkId,
      topicId,
      givers: one(institutionIds.muhura),
      receivers: one(institutionIds.gihara),
      step,
    },
  });
  const roomId = await t.app.rooms.open(ada, { networkId, twinningId, name: `Room at ${step}`, lang });
  const document = await t.db
    .selectFrom('document')
    .where('room_id', '=', roomId)
    .where('kind', '=', 'plan')
    .select(['merged', 'sections'])
    .executeTakeFirstOrThrow();
  await t.app.twinnings.end(ada, { twinningId, reason: 'Another one follows' });
  const doc = new Y.Doc();
  Y.applyUpdate(doc, document.merged!);
  return { sections: readSections(doc), cards: readCards(doc), firstPaint: document.sections };
}

describe('the templates of a network', () => {
  it('are seen and changed by those who look after it only; for plans by who writes the plan', async () => {
    const sections = [{ kind: 'aim' }];
    for (const name of ['odette', 'felix', 'grace', 'oscar'] as const) {
      const actor = await t.actorOf(name);
      const of = { networkId: t.networkId, step: 5 };
      await expect(t.app.planTemplates.all(actor, t.networkId)).rejects.toEqual(notFound);
      await expect(t.app.planTemplates.one(actor, t.networkId, 5)).rejects.toEqual(notFound);
      await expect(t.app.planTemplates.change(actor, { ...of, sections })).rejects.toEqual(notFound);
      await expect(t.app.planTemplates.backToUsual(actor, of)).rejects.toEqual(notFound);
    }
    for (const name of ['olive', 'oscar', 'ada'] as const)
      await expect(t.app.planTemplates.forPlan(await t.actorOf(name), t.roomId)).rejects.toEqual(notFound);
    await expect(t.app.planTemplates.one(await t.actorOf('ada'), t.networkId, 7)).rejects.toEqual(notFound);
    expect(await t.db.selectFrom('plan_template').selectAll().execute()).toEqual([]);
  });

  it('say at the field what is to be mended, and keep what was', async () => {
    const usual = await rowsOf(3);
    const [aim, gap] = usual;
    await expect(change(3, [aim, { ...gap, en: 'What is missing' }])).rejects.toEqual(
      refused({ 'sections.1.fr': 'error_template_both' }),
    );
    await expect(change(3, [aim, { kind: 'aim' }])).rejects.toEqual(
      refused({ 'sections.1.en': 'error_template_title' }),
    );
    const twice = { kind: 'note', en: 'Ward', fr: 'Service' };
    await expect(change(3, [twice, { ...twice, en: ' ward ' }])).rejects.toEqual(
      refused({ 'sections.1.en': 'error_name_taken' }),
    );
    await expect(change(3, [{ en: 'Ward', fr: 'Service' }])).rejects.toEqual(
      refused({ 'sections.0.kind': 'error_choice' }),
    );
    await expect(change(3, [{ kind: 'ward' }])).rejects.toEqual(
      refused({ 'sections.0.kind': 'error_choice' }),
    );
    await expect(change(3, [{ ...twice, fr: 'x'.repeat(81) }])).rejects.toEqual(
      refused({ 'sections.0.fr': 'error_too_long' }),
    );
    await expect(change(3, [{ ...aim, out: 'on' }])).rejects.toEqual(refused({ '': 'error_template_none' }));
    const many = Array.from({ length: 25 }, (_, n) => ({
      kind: 'note',
      en: `Ward ${n}`,
      fr: `Service ${n}`,
    }));
    await expect(change(3, many)).rejects.toEqual(refused({ '': 'error_template_many' }));
    await expect(change(9, [aim])).rejects.toEqual(refused({ step: 'error_choice' }));
    expect(await rowsOf(3)).toEqual(usual);
  });

  it('are the usual ones until a section is renamed, added, left out or moved, and again when all is as usual', async () => {
    const ada = await t.actorOf('ada');
    const usual = await rowsOf(5);
    expect(usual.map(({ en }) => en)).toContain('Small tests');
    const [aim, action, tests, obstacles, note, learnt] = usual;
    await change(5, [
      aim,
      action,
      { ...tests, en: 'Trials', fr: 'Essais' },
      { ...obstacles, out: 'on' },
      note,
      { ...learnt, place: '2' },
      { kind: 'note', en: 'Night shift', fr: 'Équipe de nuit' },
      { id: '', kind: '', en: '', fr: '' },
    ]);
    const own = await t.app.planTemplates.one(ada, t.networkId, 5);
    expect(own.own).toMatchObject({ by: 'Béatrice Umutoni' });
    expect(own.sections.map(({ id, title }) => title?.en ?? id)).toEqual([
      ...['aim', 'What we learnt', 'action', 'Trials', 'note', 'Night shift'],
    ]);
    const all = await t.app.planTemplates.all(ada, t.networkId);
    expect(all.map((one) => one.own !== null)).toEqual([false, false, false, false, true, false]);

    await change(5, usual);
    expect((await t.app.planTemplates.one(ada, t.networkId, 5)).own).toBeNull();
    expect(await t.db.selectFrom('plan_template').selectAll().execute()).toEqual([]);
    const audit = await t.db
      .selectFrom('audit')
      .where('kind', 'like', 'plan_template%')
      .orderBy('id')
      .select(['kind', 'person_id', 'network_id', 'data'])
      .execute();
    const by = { person_id: t.personIds.beatrice, network_id: t.networkId };
    expect(audit).toEqual([
      { kind: 'plan_template_changed', ...by, data: { step: 5, sections: 6 } },
      { kind: 'plan_template_reset', ...by, data: { step: 5 } },
    ]);
  });
});

it('of two who change the same step, at once or one after the other, the second is told', async () => {
  const ada = await t.actorOf('ada');
  const of = { networkId: t.networkId, step: 4, seen: '' };
  const told = { code: 'conflict', fields: { '': 'error_template_changed' } };
  const mine = (en: string) => ({ ...of, sections: [{ kind: 'gap', en, fr: en }] });
  const both = await Promise.allSettled(
    ['One', 'Another'].map((en) => t.app.planTemplates.change(ada, mine(en))),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: told });
  const stands = await t.app.planTemplates.one(ada, t.networkId, 4);
  await expect(t.app.planTemplates.change(ada, mine('A third'))).rejects.toMatchObject(told);
  await expect(t.app.planTemplates.backToUsual(ada, of)).rejects.toMatchObject(told);
  expect(await t.app.planTemplates.one(ada, t.networkId, 4)).toEqual(stands);
  const seen = stands.own!.at.toISOString();
  await t.app.planTemplates.change(ada, { ...mine('A third'), seen });
  await t.db.deleteFrom('plan_template').where('step', '=', 4).execute();
});

describe('the plan of a new room', () => {
  it('has the usual six sections at the first step, an aim and how to begin', async () => {
    const { sections, cards, firstPaint } = await newPlan(1);
    expect(sections.map(({ id }) => id)).toEqual(['aim', 'gap', 'driver', 'idea', 'action', 'note']);
    expect(firstPaint).toBeNull();
    expect(cards.map(({ kind }) => kind).sort()).toEqual(['aim', 'note']);
  });

  it('has what its network wants at the step of its twinning, its first cards in their sections', async () => {
    const [aim, action, tests] = await rowsOf(5);
    await change(5, [
      ...[aim, { ...tests, en: 'Trials', fr: 'Essais' }, action],
      { kind: 'idea', en: 'For later', fr: 'Pour plus tard' },
    ]);
    const { sections, cards, firstPaint } = await newPlan(5, 'fr');
    expect(sections.map(({ kind, title }) => title?.fr ?? kind)).toEqual([
      ...['aim', 'Essais', 'action', 'Pour plus tard'],
    ]);
    expect(firstPaint).toEqual(sections);
    // The note on how to begin has no section here.
    expect(cards.map(({ kind }) => kind).sort()).toEqual(['aim', 'idea']);
    const test = cards.find(({ kind }) => kind === 'idea')!;
    expect(test).toMatchObject({ lang: 'fr', section: sections[1]!.id });
    expect(test.fields.title).toBe('Notre premier petit essai');
    const offered = await t.app.planTemplates.forPlan(await t.actorOf('odette'), t.roomId);
    expect(offered.step).toBe(1);
    expect(offered.templates[4]?.sections[1]?.title?.en).toBe('Trials');
  });

  it('is the usual one where what is kept cannot be read', async () => {
    await t.db
      .updateTable('plan_template')
      .set({ sections: JSON.stringify([{ kind: 'ward' }, 7]) })
      .execute();
    const { sections } = await newPlan(5);
    expect(sections.map(({ title }) => title?.en ?? null)).toContain('Small tests');
  });
});
