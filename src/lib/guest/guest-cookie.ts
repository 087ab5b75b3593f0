import type { Cookies } from '@sveltejs/kit';

const days = 30;

/** Remembers whose guest this browser was, so that it reads kind words instead of a sign-in page. It opens nothing. */
export function keepGuest(
  cookies: Cookies,
  { sessionId, personId }: { sessionId: string; personId: string },
  origin: string,
): void {
  cookies.set('guest', `${sessionId}.${personId}`, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: origin.startsWith('https:'),
    maxAge: days * 86_400,
  });
}

/** Whose guest this browser is or was. */
export function keptGuest(cookies: Cookies): { sessionId: string; personId: string } | null {
  const [sessionId, personId] = (cookies.get('guest') ?? '').split('.');
  return sessionId && personId ? { sessionId, personId } : null;
}
