import type { RequestHandler } from '@sveltejs/kit';

/** Everything of the person in one file; told to the audit, so it is a POST. */
export const POST: RequestHandler = async ({ locals }) => {
  const found = await locals.app.people.exportMine(locals.actor, {});
  return new Response(JSON.stringify(found, null, 2), {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="twinward-my-data.json"',
      'cache-control': 'no-store',
    },
  });
};
