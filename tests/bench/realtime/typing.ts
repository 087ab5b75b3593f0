import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/**
 * One author's typing: each call gives the update of one more letter in a text of their own. Written by hand from the second letter on,
 * because making it with a Y.Doc would cost the driver more than reading it costs a server.
 */
export function author(clientId: number): () => Uint8Array {
  let clock = 0;
  return () => (clock++ === 0 ? firstLetter(clientId) : nextLetter(clientId, clock - 1));
}

function firstLetter(clientId: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  doc.getText(`by ${clientId}`).insert(0, 'x');
  return Y.encodeStateAsUpdate(doc);
}

/** Text content behind the letter before it. */
const textWithOrigin = 0x84;

function nextLetter(clientId: number, clock: number): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const number of [1, 1, clientId, clock]) encoding.writeVarUint(encoder, number);
  encoding.writeUint8(encoder, textWithOrigin);
  encoding.writeVarUint(encoder, clientId);
  encoding.writeVarUint(encoder, clock - 1);
  encoding.writeVarString(encoder, 'x');
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

/** Throws when what is written by hand is not what Yjs reads: the bench would measure nothing. */
export function checkTyping(): void {
  const doc = new Y.Doc();
  const next = author(77);
  for (let i = 0; i < 300; i++) Y.applyUpdate(doc, next());
  if (doc.getText('by 77').toString() !== 'x'.repeat(300))
    throw new Error('the typing of the bench is broken');
}
