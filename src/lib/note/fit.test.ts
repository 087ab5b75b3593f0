import { getSchema } from '@tiptap/core';
import { updateYFragment } from '@tiptap/y-tiptap';
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { beginning, noteText, safeHref } from '#domain/plan/note-body.ts';
import { noteFragment, readNote, removePicture, tick } from '#domain/plan/note-document.ts';
import { fitsEditor } from '#domain/plan/note-fit.ts';
import { writeNote } from '#domain/plan/write-note.ts';
import { noteMarks, noteNodes } from '#domain/plan/note-nodes.ts';
import { noteSchema } from './schema.ts';

const words = { describe: '', remove: '', onItsWay: '' };
const schema = getSchema(noteSchema({ picture: { source: null, words }, checkLabel: String }));
const image = '01a20a25-2e4e-767d-a6ff-da522337c49f';

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
function written(): Y.XmlFragment {
  const fragment = noteFragment(new Y.Doc(), image);
  const checked = { type: 'taskItem', attrs: { checked: true }, content: [paragraph('counted')] };
  const row = (type: string) => ({ type: 'tableRow', content: [{ type, content: [paragraph(type)] }] });
  const bold = {
    type: 'text',
    text: 'page',
    marks: [{ type: 'bold' }, { type: 'link', attrs: { href: 'https://a.org' } }],
  };
  const doc = schema.nodeFromJSON({
    type: 'doc',
    content: [
      { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Ward' }] },
      { type: 'paragraph', content: [bold, { type: 'hardBreak' }] },
      { type: 'bulletList', content: [{ type: 'listItem', content: [paragraph('one')] }] },
      { type: 'orderedList', content: [{ type: 'listItem', content: [paragraph('two')] }] },
      { type: 'taskList', content: [checked] },
      { type: 'table', content: [row('tableHeader'), row('tableCell')] },
      { type: 'picture', attrs: { image, alt: 'The fridge', width: 640, height: 480 } },
    ],
  });
  doc.check();
  updateYFragment(fragment.doc!, fragment, doc, { mapping: new Map(), isOMark: new Map() });
  return fragment;
}

it('the editor can write nothing that the list of what a note holds does not name', () => {
  const nodes = Object.keys(schema.nodes).filter((name) => !['doc', 'text'].includes(name));
  expect(nodes.sort()).toEqual(Object.keys(noteNodes).sort());
  expect(Object.keys(schema.marks).sort()).toEqual(Object.keys(noteMarks).sort());
  for (const name of nodes)
    for (const key of Object.keys(schema.nodes[name]!.spec.attrs ?? {}))
      expect(Object.keys(noteNodes[name]!.attributes), name).toContain(key);
  expect(fitsEditor(written())).toBe(true);
});

it('what an editor would delete for everybody keeps it away: unknown nodes, marks, attributes, bent values', () => {
  const element = (name: string) => new Y.XmlElement(name);
  const bends: ((fragment: Y.XmlFragment) => void)[] = [
    (fragment) => fragment.insert(0, [element('video')]),
    (fragment) => fragment.insert(0, [element('constructor')]),
    (fragment) => fragment.insert(0, [new Y.XmlText('loose words')]),
    (fragment) => (fragment.get(0) as Y.XmlElement).setAttribute('colour', 'red'),
    (fragment) => (fragment.get(0) as Y.XmlElement).setAttribute('level', 7 as never),
    (fragment) => ((fragment.get(1) as Y.XmlElement).get(0) as Y.XmlText).format(0, 2, { glow: true }),
    (fragment) => ((fragment.get(1) as Y.XmlElement).get(0) as Y.XmlText).insertEmbed(0, { a: 1 }),
    (fragment) => (fragment.get(2) as Y.XmlElement).insert(0, [element('paragraph')]),
  ];
  for (const bend of bends) {
    const fragment = written();
    bend(fragment);
    expect(fitsEditor(fragment), bend.toString()).toBe(false);
    // The rest stays readable.
    expect(noteText(readNote(fragment))).toContain('☑ counted');
  }
});

it('a box is ticked only where it still says the same, and a refused picture goes', () => {
  const fragment = written();
  expect(tick(fragment, 0, 'something else', false)).toBe(false);
  expect(tick(fragment, 0, 'counted', false)).toBe(true);
  expect(noteText(readNote(fragment))).toContain('☐ counted');
  removePicture(fragment.doc!, image);
  expect(noteText(readNote(fragment))).not.toContain('The fridge');
  expect(fitsEditor(fragment)).toBe(true);
});

it('shows the beginning of a long note, and links only where they lead to pages and mail', () => {
  const body = readNote(written());
  expect(beginning(body)).toEqual(body.slice(0, 6));
  expect(['javascript:alert(1)', 'data:text/html,x', ' java\nscript:x', '//a', 7].map(safeHref)).toEqual(
    Array(5).fill(null),
  );
  expect(safeHref(' https://a.org/x ')).toBe('https://a.org/x');
});

it('a note put back is what it was, as the editor would write it; what others write in its other blocks stays', () => {
  const then = readNote(written());
  const elsewhere = noteFragment(new Y.Doc(), image);
  elsewhere.insert(0, [new Y.XmlElement('paragraph')]);
  expect(writeNote(elsewhere, then)).toBe(true);
  expect(readNote(elsewhere)).toEqual(then);
  expect(fitsEditor(elsewhere)).toBe(true);
  expect(elsewhere.toArray().map(String).slice(0, 2)).toEqual(written().toArray().map(String).slice(0, 2));
  expect(writeNote(elsewhere, then)).toBe(false);

  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(elsewhere.doc!));
  const heading = (noteFragment(other, image).get(0) as Y.XmlElement).get(0) as Y.XmlText;
  heading.insert(4, ' four');
  writeNote(elsewhere, then.slice(0, 3));
  Y.applyUpdate(elsewhere.doc!, Y.encodeStateAsUpdate(other));
  const [first] = readNote(elsewhere);
  expect(first).toMatchObject({ kind: 'heading', words: [{ text: 'Ward four' }] });
  expect(readNote(elsewhere)).toHaveLength(3);
  writeNote(elsewhere, []);
  expect(readNote(elsewhere)).toEqual([]);
});
