import { m } from '$lib/paraglide/messages.js';

/** What has just been done to a place, for the page one comes back to. */
export const doneWords: Record<string, () => string> = {
  changed: m.rights_done_changed,
  removed: m.rights_done_removed,
  replaced: m.rights_done_replaced,
  institution_joined: m.rights_done_institution_joined,
  institution_left: m.rights_done_institution_left,
  institution_returned: m.rights_done_institution_returned,
};
