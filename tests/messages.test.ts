import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const folder = 'src/lib/messages';
const concepts = fs.readdirSync(path.join(folder, 'en')).toSorted();

function read(lang: string, concept: string): Record<string, unknown> {
  return JSON.parse(fs.readFileSync(path.join(folder, lang, concept), 'utf8')) as Record<string, unknown>;
}

function placeholders(message: unknown): string[] {
  const texts = typeof message === 'string' ? message : JSON.stringify(message);
  return [...new Set([...texts.matchAll(/(?<!\\)\{(\w+)\}/g)].map(([, name = '']) => name))].toSorted();
}

function keys(messages: Record<string, unknown>): string[] {
  return Object.keys(messages)
    .filter((key) => key !== '$schema')
    .toSorted();
}

test('both languages have the same files', () => {
  expect(fs.readdirSync(path.join(folder, 'fr')).toSorted()).toEqual(concepts);
});

test('every file of messages is compiled', () => {
  const settings = fs.readFileSync(path.join(folder, 'project.inlang', 'settings.json'), 'utf8');
  expect(concepts.filter((concept) => !settings.includes(`./{locale}/${concept}`))).toEqual([]);
});

describe.each(concepts)('%s', (concept) => {
  const [en, fr] = [read('en', concept), read('fr', concept)];

  test('says the same things in English and in French', () => {
    expect(keys(fr)).toEqual(keys(en));
  });

  test('fills in the same words', () => {
    const of = (messages: Record<string, unknown>) =>
      Object.fromEntries(keys(messages).map((key) => [key, placeholders(messages[key])]));
    expect(of(fr)).toEqual(of(en));
  });

  test('leaves nothing empty and no plural without its rest', () => {
    const all = [...Object.entries(en), ...Object.entries(fr)];
    const empty = all.filter(([, message]) => message === '' || message === null).map(([key]) => key);
    // French has a third form ("many"), which `other` would leave without a text.
    const noRest = all
      .filter(([, m]) => Array.isArray(m) && !/=\*"/.test(JSON.stringify(m)))
      .map(([key]) => key);
    expect({ empty, noRest }).toEqual({ empty: [], noRest: [] });
  });
});

test('the compiler made a function of every message: a wrong plugin path compiles none and says nothing', () => {
  const wanted = concepts.flatMap((concept) => keys(read('en', concept)));
  const compiled = new Set(
    fs
      .readdirSync('src/lib/paraglide/messages', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [
        ...fs
          .readFileSync(path.join('src/lib/paraglide/messages', file), 'utf8')
          .matchAll(/export \{? ?(?:const )?(\w+)/g),
      ])
      .map(([, name = '']) => name),
  );
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.filter((key) => !compiled.has(key))).toEqual([]);
});

test('every message is said somewhere', () => {
  const files = ['src', 'server'].flatMap((root) =>
    fs
      .readdirSync(root, { recursive: true, encoding: 'utf8' })
      .map((file) => path.join(root, file))
      .filter((file) => /\.(ts|svelte)$/.test(file) && !/paraglide|messages\//.test(file)),
  );
  const words = new Set(
    files.flatMap((file) => fs.readFileSync(file, 'utf8').match(/[a-z][a-z0-9_]+/g) ?? []),
  );
  // The words of the audit are found by their kind.
  const said = (key: string) => words.has(key) || key.startsWith('rights_audit_');
  expect(concepts.flatMap((concept) => keys(read('en', concept))).filter((key) => !said(key))).toEqual([]);
});
