import path from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow, importsOf, readSources, type Import, type SourceFile } from './fixtures/sources.ts';

const sources = readSources(['src', 'server', 'migrations', 'tests']);
const inFolder = (file: string | null, folder: string) => file?.startsWith(`${folder}/`) ?? false;
const isTest = (file: string) => file.endsWith('.test.ts') || inFolder(file, 'tests');

/** Every import that `wrong` finds fault with, as "file → target". */
function wrongImports(wrong: (source: SourceFile, target: string, found: Import) => boolean): string[] {
  return sources.flatMap((source) =>
    source.imports
      .filter((found) => found.target !== null && wrong(source, found.target, found))
      .map((found) => `${source.file} → ${found.from}`),
  );
}

function filesWhere(wrong: (source: SourceFile) => boolean): string[] {
  return sources.filter(wrong).map((source) => source.file);
}

test('the sources are read, with their imports', () => {
  expect(sources.length).toBeGreaterThan(50);
  const imports = importsOf(
    'src/lib/a/b.ts',
    `import type { A } from '../x.ts';\nimport b from '$lib/ui/b.ts';`,
  );
  expect(imports).toEqual([
    { from: '../x.ts', typeOnly: true, target: 'src/lib/x.ts' },
    { from: '$lib/ui/b.ts', typeOnly: false, target: 'src/lib/ui/b.ts' },
  ]);
  expect(importsOf('a.ts', `await import('../server/app.ts')`)).toHaveLength(1);
});

test('pages know the server only by its types: a value would be a silent second copy', () => {
  expect(
    wrongImports(
      ({ file }, target, { typeOnly }) =>
        inFolder(file, 'src') && !isTest(file) && inFolder(target, 'server') && !typeOnly,
    ),
  ).toEqual([]);
});

test('the server knows of src only the words and rules', () => {
  expect(
    wrongImports(
      ({ file }, target) =>
        (inFolder(file, 'server') || inFolder(file, 'migrations')) &&
        inFolder(target, 'src') &&
        !inFolder(target, 'src/domain'),
    ),
  ).toEqual([]);
});

test('words and rules know nothing of ours', () => {
  expect(
    wrongImports(({ file }, target) => inFolder(file, 'src/domain') && !inFolder(target, 'src/domain')),
  ).toEqual([]);
});

test('the design system knows no concept', () => {
  expect(
    wrongImports(
      ({ file }, target) =>
        inFolder(file, 'src/lib/ui') &&
        !inFolder(target, 'src/lib/ui') &&
        !inFolder(target, 'src/lib/paraglide'),
    ),
  ).toEqual([]);
});

test('what is shown does not know its pages', () => {
  expect(
    wrongImports(({ file }, target) => inFolder(file, 'src/lib') && inFolder(target, 'src/routes')),
  ).toEqual([]);
});

test('nothing of the product knows its tests', () => {
  expect(wrongImports(({ file }, target) => !isTest(file) && inFolder(target, 'tests'))).toEqual([]);
});

test('a concept never uses the commands of another', () => {
  // A folder within a concept is of that concept: `server/institution/import/`.
  const conceptOf = (file: string) => path.posix.dirname(file).split('/').slice(0, 2).join('/');
  // These compose: they are told whose commands to call.
  const composing = ['server/app.ts', 'server/demo/', 'server/main.ts', 'server/assemble.ts'];
  expect(
    wrongImports(
      ({ file }, target) =>
        inFolder(file, 'server') &&
        !isTest(file) &&
        !composing.some((at) => file.startsWith(at)) &&
        target.endsWith('/commands.ts') &&
        conceptOf(target) !== conceptOf(file),
    ),
  ).toEqual([]);
});

test('relative imports carry their extension', () => {
  const known = /\.(ts|js|mjs|svelte|css|json)$/;
  expect(
    sources.flatMap(({ file, imports }) =>
      imports
        .filter(({ from }) => /^(\.|#domain\/|\$lib\/)/.test(from) && !known.test(from))
        .filter(({ from }) => !from.endsWith('/$types'))
        .map(({ from }) => `${file} → ${from}`),
    ),
  ).toEqual([]);
});

test('no drawer for leftovers', () => {
  const names = ['src', 'server', 'migrations', 'tests'].flatMap(filesBelow);
  expect(names.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(file))).toEqual([]);
});

test('files are called as agreed', () => {
  const wrong = filesWhere(({ file }) => {
    const name = path.posix.basename(file);
    if (name.startsWith('+') || inFolder(file, 'migrations')) return false;
    return name.endsWith('.svelte') ? !/^[A-Z][A-Za-z]*\.svelte$/.test(name) : !/^[a-z0-9.-]+$/.test(name);
  });
  expect(wrong).toEqual([]);
});

test('no file is over 300 lines', () => {
  expect(filesWhere(({ text }) => text.split('\n').length > 301)).toEqual([]);
});

test('rules ask the one clock', () => {
  const ownClock = /\bDate\.now\(\)|\bnew Date\(\)/;
  expect(
    filesWhere(
      ({ file, text }) => /^server\/.*\/(commands|queries|jobs)[^/]*\.ts$/.test(file) && ownClock.test(text),
    ),
  ).toEqual([]);
});

test('nothing escapes the types', () => {
  // `any` as a type: after a colon, `as`, `<` or `|`.
  const any = /(?::|\bas|<|\|)\s*any\b(?!\s*\()/;
  const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`/g, '');
  expect(
    filesWhere(
      ({ file, text }) =>
        /\.(ts|svelte)$/.test(file) &&
        !file.endsWith('architecture.test.ts') &&
        (any.test(code(text)) || text.includes('@ts-ignore')),
    ),
  ).toEqual([]);
});

test('nothing old: no stores of the framework', () => {
  expect(
    sources
      .filter(({ imports }) => imports.some(({ from }) => from === '$app/stores'))
      .map(({ file }) => file),
  ).toEqual([]);
});

test('styles and scripts stay in files of their own: the content policy allows no others', () => {
  const inline = /<(?:style|script)[^>]*>[^<]/;
  expect(filesWhere(({ file, text }) => file.endsWith('app.html') && inline.test(text))).toEqual([]);
  expect(filesWhere(({ file, text }) => file.endsWith('.svelte') && /\{@html/.test(text))).toEqual([]);
});
