import { networkAbilities } from '#domain/network/abilities.ts';
import { readTemplate, type changeTemplate, type templateOfStep } from '#domain/plan/template-form.ts';
import type { CycleStep } from '#domain/plan/template.ts';
import { isUsual, templateFrom, usualTemplates } from '#domain/plan/usual-templates.ts';
import type * as v from 'valibot';
import type { WriteContext } from '../context.ts';
import { waitForSame } from '../db/same-time.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';

/**
 * Gives the new plans of a step other sections. Those who look after the network; `invalid` with words at the fields, `conflict` when
 * somebody else has changed them since they were `seen`.
 */
export async function change(
  ctx: WriteContext,
  { networkId, step, seen, sections: rows }: v.InferOutput<typeof changeTemplate>,
): Promise<void> {
  const { trx, actor, now } = ctx;
  if (!networkAbilities(actor, networkId).changePlanTemplates) throw notFound('network');
  const known = [...(await sectionsOf(ctx, { networkId, step, seen })), ...usualTemplates[step].sections];
  const { sections, errors } = readTemplate(rows, known);
  if (Object.keys(errors).length > 0) throw invalid(errors);
  if (isUsual(step, sections)) return backToUsual(ctx, { networkId, step, seen });
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
  ctx: WriteContext,
  { networkId, step, seen }: v.InferOutput<typeof templateOfStep>,
): Promise<void> {
  const { trx, actor, now } = ctx;
  if (!networkAbilities(actor, networkId).changePlanTemplates) throw notFound('network');
  await sectionsOf(ctx, { networkId, step, seen });
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

interface Seen {
  networkId: string;
  step: CycleStep;
  seen?: string | undefined;
}

/** The sections as they stand, one who changes them after the other; `conflict` when they are not those that were seen. */
async function sectionsOf({ trx }: WriteContext, { networkId, step, seen }: Seen) {
  // The first change of a step makes its row: two of them at once must see each other too.
  await waitForSame(trx, `plan_template ${networkId} ${step}`);
  const row = await trx
    .selectFrom('plan_template')
    .where('network_id', '=', networkId)
    .where('step', '=', step)
    .select(['sections', 'changed_at'])
    .executeTakeFirst();
  const { sections } = templateFrom(step, row?.sections);
  const since = row && !isUsual(step, sections) ? row.changed_at.toISOString() : '';
  if (seen !== undefined && seen !== since) throw conflict('error_template_changed');
  return sections;
}
