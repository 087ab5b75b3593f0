import { Extension } from '@tiptap/core';
import { yCursorPlugin } from '@tiptap/y-tiptap';
import type { Awareness } from 'y-protocols/awareness';
import type { PresenceIdentity } from '#domain/sync/messages.ts';

/** Where others write: a caret in their institution's colour and shape, with their name for a moment. */
export const carets = (awareness: Awareness, isGiver: (institutionId: string | null) => boolean) =>
  Extension.create({
    name: 'carets',
    addProseMirrorPlugins: () => [
      yCursorPlugin(awareness, {
        cursorBuilder: (user: PresenceIdentity) => caret(user, isGiver(user.institutionId)),
        selectionBuilder: (user: PresenceIdentity) => ({
          class: 'selected-by',
          style: `--who: var(--twin-${twinOf(user)})`,
        }),
      }),
    ],
  });

/** Never what somebody else's page says, as it stands: it goes into a style. */
const twinOf = ({ twin }: PresenceIdentity): string => (/^[a-d]$/.test(twin ?? '') ? twin! : 'a');

function caret(user: PresenceIdentity, giver: boolean): HTMLElement {
  const element = document.createElement('span');
  element.className = giver ? 'caret giver' : 'caret';
  element.style.setProperty('--who', `var(--twin-${twinOf(user)})`);
  const name = document.createElement('span');
  name.textContent = user.name;
  // The word joiner keeps the caret from breaking a line.
  element.append('\u2060', name, '\u2060');
  return element;
}
