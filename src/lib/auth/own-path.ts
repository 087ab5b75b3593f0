/** A path of ours to go to after signing in; `fallback` for anything that would lead elsewhere. */
export function ownPath(to: unknown, fallback = '/'): string {
  // A backslash, or a second slash, makes browsers read the start as another host.
  if (typeof to !== 'string' || !/^\/(?![/\\])/.test(to) || /[\\\p{Cc}]/u.test(to)) return fallback;
  const url = new URL(to, 'http://own.invalid');
  if (url.host !== 'own.invalid' || url.pathname.startsWith('//')) return fallback;
  return url.pathname + url.search + url.hash;
}
