import { networkAbilities } from '#domain/network/abilities.ts';
import { readTemplate, type changeTemplate, type templateOfStep } from '#domain/plan/template-form.ts';
import type { CycleStep } from '#domain/plan/template.ts';
import { isUsual, templateFrom, usualTemplates } from '#domain/plan/usual-templates.ts';
import type * as v from 'valibot';
import type { WriteContext } from '../context.ts';
import { invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';

/** Gives the new plans of a step other sections. Those who look after the network; `invalid` with words at the fields. */
export async function change(
  ctx: WriteContext,
  { networkId, step, sections: rows }: v.InferOutput<typeof changeTemplate>,
): Promise<void> {
  const { trx, actor, now } = ctx;
  if (!networkAbilities(actor, networkId).changePlanTemplates) throw notFound('network');
  const known = [...(await sectionsOf(ctx, { networkId, step })), ...usualTemplates[step].sections];
  const { sections, errors } = readTemplate(rows, known);
  if (Object.keys(errors).length > 0) throw invalid(errors);
  if (isUsual(step, sections)) return backToUsual(ctx, { networkId, step });
  const kept = { sections: JSON.stringify(sections), changed_at: now, changed_by: actor.personId };
  await trx
    .insertInto('plan_template')
    .values({ network_id: networkId, step, ...kept })
    .onConflict((conflict) => conflict.columns(['network_id', 'step']).doUpdateSet(kept))
    .execute();
  await recordAudit(trx, {
    ...{ kind: 'plan_template_changed', personId: actor.personId, at: now, networkId },
    data: { step, sections: sections.length },
  });
}

/** Gives the new plans of a step the usual sections again. Those who look after the network. */
export async function backToUsual(
  { trx, actor, now }: WriteContext,
  { networkId, step }: v.InferOutput<typeof templateOfStep>,
): Promise<void> {
  if (!networkAbilities(actor, networkId).changePlanTemplates) throw notFound('network');
  const gone = await trx
    .deleteFrom('plan_template')
    .where('network_id', '=', networkId)
    .where('step', '=', step)
    .returning('step')
    .executeTakeFirst();
  if (!gone) return;
  await recordAudit(trx, {
    ...{ kind: 'plan_template_reset', personId: actor.personId, at: now, networkId },
    data: { step },
  });
}

/** The sections as they stand, one who changes them after the other. */
async function sectionsOf(
  { trx }: WriteContext,
  { networkId, step }: { networkId: string; step: CycleStep },
) {
  const row = await trx
    .selectFrom('plan_template')
    .where('network_id', '=', networkId)
    .where('step', '=', step)
    .select('sections')
    .forUpdate()
    .executeTakeFirst();
  return templateFrom(step, row?.sections).sections;
}
