import { describe, expect, it } from 'vitest';
import type { InstitutionId, PersonId } from '../ids.ts';
import type { Card, CardKind } from './card.ts';
import { finds, isChosen, type CardChoice, type Promised } from './filter.ts';

const card = (kind: CardKind, title: string, detail = ''): Card => ({
  ...{
    id: 'x',
    kind,
    order: 'a0',
    lang: 'fr',
    fields: { title, detail },
    values: {},
    section: null,
    deletedAt: null,
  },
});
const reader = { personId: 'me', institutionId: 'home' };
const promised = (owner: string, institution: string, kind: 'late' | 'due' | 'open' | 'done'): Promised => ({
  owner: { id: owner as PersonId, name: owner },
  institution: {
    ...{ id: institution as InstitutionId, name: institution, shortName: institution },
    ...{ side: 'giver', twin: 'a' },
  },
  state: kind === 'done' ? { kind } : { kind, reportOn: '2026-11-30', days: 7 },
});

describe('finding in a card', () => {
  const has = card('action', 'Vérifier l’Étagère', 'chaque matin');
  it.each(['', '  ', 'verifier', 'ÉTAGÈRE', 'matin vérif', 'l’étag'])('“%s” finds it', (words) =>
    expect(finds(words, has)).toBe(true),
  );
  it.each(['soir', 'vérifier soir', 'x'])('“%s” does not', (words) => expect(finds(words, has)).toBe(false));
});

describe('choosing cards', () => {
  const action = card('action', 'Count');
  it.each<[CardChoice, Promised[], boolean]>([
    ['all', [], true],
    ['mine', [], false],
    ['mine', [promised('other', 'home', 'open')], false],
    ['mine', [promised('other', 'away', 'open'), promised('me', 'home', 'done')], true],
    ['institution', [promised('me', 'away', 'open')], false],
    ['institution', [promised('other', 'home', 'open')], true],
    ['due', [promised('me', 'home', 'open'), promised('me', 'home', 'done')], false],
    ['due', [promised('other', 'away', 'due')], true],
    ['due', [promised('other', 'away', 'late')], true],
    ['unowned', [], true],
    ['unowned', [promised('other', 'away', 'done')], false],
  ])('%s, with %j: %j', (choice, has, wanted) => expect(isChosen(choice, action, has, reader)).toBe(wanted));
  it('an idea without a commitment misses no owner', () =>
    expect(isChosen('unowned', card('idea', 'Count'), [], reader)).toBe(false));
  it('somebody without an institution has none in common', () =>
    expect(
      isChosen('institution', action, [promised('other', 'away', 'open')], {
        ...reader,
        institutionId: null,
      }),
    ).toBe(false));
});
