import fs from 'node:fs';
import { expect, test } from 'vitest';
import { auditKinds } from './audit.ts';

test.each(['en', 'fr'])('every kind of the audit has its words in %s, and no words are left over', (lang) => {
  const words = JSON.parse(fs.readFileSync(`src/lib/messages/${lang}/rights.json`, 'utf8')) as object;
  const kinds = Object.keys(words)
    .filter((key) => key.startsWith('rights_audit_'))
    .map((key) => key.slice('rights_audit_'.length));
  expect(kinds.toSorted()).toEqual([...auditKinds].toSorted());
});
