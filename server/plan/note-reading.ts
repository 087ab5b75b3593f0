import * as Y from 'yjs';
import { noteText, type NoteBody } from '#domain/plan/note-body.ts';
import { noteFragment, noteIds, readNote, rootName } from '#domain/plan/note-document.ts';
import { tryApply, type Change, type Reading, type Unread } from './reading.ts';

/** A note as it stands after some rows. */
export interface ReadNote {
  cardId: string;
  body: NoteBody;
  text: string;
}

/** The `field` of a change in a note's body. */
export const noteField = 'body';

/** Who changed which notes in these rows, and those notes after them. Only what was touched is read again. */
export function readNotes({ known, rows }: Omit<Unread, 'kind'>): Reading {
  const doc = new Y.Doc();
  for (const update of known) tryApply(doc, update);
  const before = new Map(noteIds(doc).map((id) => [id, noteNow(doc, id)]));
  const touched = new Set<string>();
  doc.on('afterTransaction', ({ changed }: Y.Transaction) => {
    for (const type of changed.keys()) touched.add(rootName(type));
  });
  const notes = new Map<string, ReadNote>();
  const changes: Change[] = [];
  for (const [index, { update, seq, personId, at }] of rows.entries()) {
    tryApply(doc, update);
    if (rows[index + 1]?.personId === personId) continue;
    for (const cardId of noteIds(doc).filter((id) => touched.has(id))) {
      const note = noteNow(doc, cardId);
      notes.set(cardId, note);
      const { text: was, body: bodyBefore } = before.get(cardId) ?? { text: '', body: [] };
      before.set(cardId, note);
      if (was !== note.text)
        changes.push({
          ...{ seq, cardId, field: noteField, before: was, after: note.text, bodyBefore, personId, at },
        });
    }
    touched.clear();
  }
  doc.destroy();
  return { cards: [], sections: [], notes: [...notes.values()], changes };
}

function noteNow(doc: Y.Doc, cardId: string): ReadNote {
  const body = readNote(noteFragment(doc, cardId));
  return { cardId, body, text: noteText(body) };
}
