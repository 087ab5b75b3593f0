import type { NetworkId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import { isCycleStep, type CycleStep, type Template } from '#domain/plan/template.ts';
import { isUsual, templateFrom } from '#domain/plan/usual-templates.ts';
import type { ReadContext } from '../context.ts';
import type { Database, Tx } from '../db/database.ts';
import { notFound } from '../errors.ts';
import { roomAccess } from '../room/access.ts';

export interface StepTemplate extends Template {
  step: CycleStep;
  /** As the network calls the step, in the reader's language. */
  name: string;
  /** The network has sections of its own for it: since when, and by whom. */
  own: { at: Date; by: string } | null;
}

/** A network's templates, one for each step of its cycle. Those who look after it. */
export async function templates({ db, actor }: ReadContext, networkId: NetworkId): Promise<StepTemplate[]> {
  if (!networkAbilities(actor, networkId).changePlanTemplates) throw notFound('network');
  return allOf(db, networkId, actor.lang);
}

/** The template of one step; `not_found` also for a step that there is not. */
export async function template(ctx: ReadContext, networkId: NetworkId, step: number): Promise<StepTemplate> {
  const found = (await templates(ctx, networkId)).find((one) => one.step === step);
  if (!found) throw notFound('step');
  return found;
}

/** The templates from which sections can be added to a room's plan, and the step it is at. Who may write the plan. */
export async function forPlan(ctx: ReadContext, roomId: string) {
  const access = await roomAccess(ctx, roomId, 'editPlan');
  const all = await allOf(ctx.db, access.networkId, ctx.actor.lang);
  const { step } = await stepOf(ctx.db, access.roomId);
  return { step, templates: all.map(({ own: _, ...one }) => one) };
}

/** The template that a room's first plan is made from: of its network, for the step of its twinning. */
export async function templateOfRoom(db: Database | Tx, roomId: string): Promise<Template> {
  const { step, network_id } = await stepOf(db, roomId);
  const row = await db
    .selectFrom('plan_template')
    .where('network_id', '=', network_id)
    .where('step', '=', step)
    .select('sections')
    .executeTakeFirst();
  return templateFrom(isCycleStep(step) ? step : 1, row?.sections);
}

const stepOf = (db: Database | Tx, roomId: string) =>
  db
    .selectFrom('room')
    .innerJoin('twinning', 'twinning.id', 'room.twinning_id')
    .where('room.id', '=', roomId)
    .select(['twinning.step', 'room.network_id'])
    .executeTakeFirstOrThrow();

async function allOf(
  db: Database | Tx,
  networkId: NetworkId,
  lang: ReadContext['actor']['lang'],
): Promise<StepTemplate[]> {
  const rows = await db
    .selectFrom('cycle_step')
    .leftJoin('plan_template', (join) =>
      join
        .onRef('plan_template.network_id', '=', 'cycle_step.network_id')
        .onRef('plan_template.step', '=', 'cycle_step.step'),
    )
    .leftJoin('person', 'person.id', 'plan_template.changed_by')
    .where('cycle_step.network_id', '=', networkId)
    .orderBy('cycle_step.step')
    .select([
      'cycle_step.step',
      `cycle_step.${lang === 'fr' ? 'name_fr' : 'name_en'} as name`,
      'plan_template.sections',
      'plan_template.changed_at',
      'person.name as by',
    ])
    .execute();
  return rows.flatMap(({ step, name, sections, changed_at, by }) => {
    if (!isCycleStep(step)) return [];
    const found = templateFrom(step, sections);
    const own = changed_at && !isUsual(step, found.sections) ? { at: changed_at, by: by ?? '' } : null;
    return [{ step, name, own, ...found }];
  });
}
