import { all, of, row, signedIn, type Row } from './row.ts';

const person = '/sign-in';

/** Signing in, and everybody's own account. */
export const personRows: Record<string, Row> = {
  // Coming in. Who is signed in is led on, or asked to sign out first.
  [`GET ${person}`]: row(all('ok')),
  [`POST ${person}?/who`]: row(all('ok')),
  [`POST ${person}?/enter`]: row(all('ok')),
  [`POST ${person}?/link`]: row(all('ok')),
  [`GET ${person}/forgotten`]: row(all('ok')),
  [`POST ${person}/forgotten`]: row(all('ok')),
  [`GET ${person}/sent`]: row(all('ok')),
  [`GET ${person}/second-step`]: row(of(...signedIn)),
  [`POST ${person}/second-step?/code`]: row(all('ok')),
  [`POST ${person}/second-step?/pin`]: row(all('ok')),
  [`GET ${person}/passkeys`]: row(all('ok')),
  [`POST ${person}/passkeys`]: row(all('ok'), undefined, true),
  // Whoever holds the link of a mail; these are forged
  [`GET ${person}/links/[token]`]: row(all('gone')),
  [`POST ${person}/links/[token]`]: row(all('gone')),
  [`GET ${person}/passwords/[token]`]: row(all('gone')),
  [`POST ${person}/passwords/[token]`]: row(all('gone'), () => ({ password: 'a few words in a row' })),
  [`GET ${person}/addresses/[side]/[token]`]: row(all('gone')),
  [`POST ${person}/addresses/[side]/[token]`]: row(all('gone'), () => ({ answer: 'yes' })),
};
