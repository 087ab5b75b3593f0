import type { Cookies } from '@sveltejs/kit';

/** The sign-in's secret as a cookie: not readable by scripts, sent to us only, over https where there is https. */
export function keepSession(
  cookies: Cookies,
  secret: string,
  origin: string,
  expires = new Date(Date.now() + 30 * 24 * 3600 * 1000),
): void {
  cookies.set('session', secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: origin.startsWith('https:'),
    expires,
  });
}
