import { canonicalText } from '#domain/plan/content.ts';
import type { RequestHandler } from './$types';

/** What a version's hash is the SHA-256 of, for whoever checks it. */
export const GET: RequestHandler = async ({ locals, params }) => {
  const content = await locals.app.plans.contentOf(locals.actor, params.room, params.version);
  return new Response(canonicalText(content), {
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="plan-${params.version}.txt"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    },
  });
};
