import * as v from 'valibot';
import { idOf, type GuestLinkId } from '../ids.ts';
import { checkbox, lang, line, text, zone } from '../input.ts';

/** What a guest says at the door. A zone that the browser does not tell is the session's. */
export const comeAsGuest = v.object({
  name: line(80),
  institution: text(120),
  lang,
  zone: v.optional(v.fallback(v.nullable(zone), null), null),
});

export const revokeGuestLink = v.object({
  linkId: idOf<GuestLinkId>(),
  /** Also those who were let in by it already. */
  alsoInside: checkbox,
});

export const guestLang = v.object({ lang });
