import { qrOutline } from '$lib/invitation/qr.ts';
import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, setHeaders }) => {
  const { app } = locals;
  setHeaders({ 'cache-control': 'no-store' });
  const looked = await app.invitations.look(params.token, null);
  if (!looked.open) error(410, { message: 'gone', code: 'gone', because: looked.because });
  const link = `${app.origin}/invitations/${params.token}`;
  return { offer: looked.offer, qr: qrOutline(link), link };
};
