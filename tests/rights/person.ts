import { all, guestsAre, of, row, signedIn, type Row, type Subjects } from './row.ts';

const person = '/sign-in';

const told = Object.fromEntries(signedIn.map((role) => [role, 'ok' as const]));
/** Théo's passkey. */
const passkey = ({ passkeyId }: Subjects) => ({ passkeyId, name: 'Mine' });

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
  [`GET ${person}/second-step`]: row({ ...of(...signedIn), ...guestsAre('sign_in') }),
  [`POST ${person}/second-step?/code`]: row(all('ok')),
  [`POST ${person}/second-step?/pin`]: row(all('ok')),
  [`GET ${person}/passkeys`]: row(all('ok')),
  [`POST ${person}/passkeys`]: row(all('ok'), undefined, true),
  // Whoever holds the link of a mail; these are forged
  [`GET ${person}/links/[token]`]: row(all('gone')),
  // Who is signed in is told to sign out first
  [`POST ${person}/links/[token]`]: row({ ...all('gone'), ...told }),
  [`GET ${person}/passwords/[token]`]: row(all('gone')),
  [`POST ${person}/passwords/[token]`]: row({ ...all('gone'), ...told }, () => ({
    password: 'a few words in a row',
  })),
  [`GET ${person}/addresses/[side]/[token]`]: row(all('gone')),
  [`POST ${person}/addresses/[side]/[token]`]: row(all('gone'), () => ({ answer: 'yes' })),

  // One's own account. Nobody but oneself: pages lead back to /me where there is nothing of the kind
  'GET /me/sign-in-card': row(of(...signedIn)),
  'GET /me/pin': row(of(...signedIn)),
  'POST /me/pin': row(of(...signedIn)),
  'GET /me/password': row(of(...signedIn)),
  'POST /me/password': row(of(...signedIn)),
  'GET /me/address': row(of(...signedIn)),
  'POST /me/address?/ask': row(of(...signedIn)),
  'POST /me/address?/withdraw': row(of(...signedIn)),
  'GET /me/passkeys': row(of(...signedIn)),
  'POST /me/passkeys?/add': row(of(...signedIn)),
  'POST /me/passkeys?/rename': row(of('co_facilitator'), passkey),
  'POST /me/passkeys?/remove': row(of('co_facilitator'), passkey),
  'GET /me/second-factor': row(of(...signedIn)),
  'POST /me/second-factor?/begin': row(of(...signedIn)),
  'POST /me/second-factor?/confirm': row(of(...signedIn)),
  'POST /me/second-factor?/codes': row(of(...signedIn)),
  'POST /me/second-factor?/off': row(of(...signedIn)),
  'POST /me?/telephone': row(of(...signedIn), () => ({ telephone: '+250 788 000 000' })),
  'GET /me/data': row(of(...signedIn)),
  'POST /me/data?/delete': row(of(...signedIn)),
  'POST /me/exports': row(of(...signedIn)),
  // Asked about Théo, the co-facilitator: nobody gives themselves a new PIN
  'POST /network/institutions/[institution]/people/[person]?/resetPin': row(of('administrator')),
};
