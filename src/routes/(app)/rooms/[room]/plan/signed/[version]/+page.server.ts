import { error } from '@sveltejs/kit';
import { partiesOf } from '#domain/plan/sign-off.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends, parent }) => {
  depends(`room:${params.room}`);
  const version = await locals.app.plans.version(locals.actor, params.room, params.version);
  // One whose signatures were all taken back is a version like any other.
  if (!version.signed) error(404, { message: 'not_found', code: 'not_found' });
  const { room } = await parent();
  const { signatures } = version.signed;
  const waiting = version.signed.jointlySignedAt
    ? []
    : partiesOf(room.institutions).filter(
        ({ id }) => !signatures.some(({ institutionId }) => institutionId === id),
      );
  return { version: { ...version, signed: version.signed }, waiting: waiting.map(({ name }) => name) };
};
