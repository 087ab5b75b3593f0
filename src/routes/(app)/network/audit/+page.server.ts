import { auditFilters } from '#domain/audit/schemas.ts';
import * as v from 'valibot';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { network } = await parent();
  const asked = Object.fromEntries(url.searchParams);
  // An address that somebody wrote by hand looks for everything.
  const parsed = v.safeParse(auditFilters, asked);
  const filters = parsed.success ? parsed.output : {};
  const after = url.searchParams.get('after') ?? undefined;
  return {
    filters: { kind: filters.kind ?? '', personId: filters.personId ?? '', day: filters.day ?? '' },
    audit: await locals.app.audit.ofNetwork(locals.actor, network.id, { ...filters, after }),
  };
};
