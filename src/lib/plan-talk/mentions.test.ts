import { expect, it } from 'vitest';
import { mentionedIn } from '#domain/plan/talk.ts';
import { mentionAt, offered, pieces, withMention } from './mentions.ts';

const people = ['Jean-Paul Habimana', 'Jean', 'Clémence Uwase'].map((name, at) => ({ id: String(at), name }));
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name);

it('offers people by any part of their name, without accents, and no more once it is whole', () => {
  expect(mentionAt('See @cle', 8)).toEqual({ from: 4, words: 'cle' });
  expect(mentionAt('a@b.example', 11)).toBeNull();
  expect(names(offered('cle', people))).toEqual(['Clémence Uwase']);
  expect(names(offered('hab', people))).toEqual(['Jean-Paul Habimana']);
  expect(names(offered('', people))).toHaveLength(3);
  expect(offered('Jean-Paul Habimana knows', people)).toEqual([]);
  expect(withMention('See @cle, please', 8, 'Clémence Uwase')).toEqual({
    text: 'See @Clémence Uwase, please',
    caret: 19,
  });
});

it('finds who is named, whatever the capitals, the longest name first', () => {
  expect(names(mentionedIn('@jean-paul  habimana?', people))).toEqual(['Jean-Paul Habimana']);
  expect(names(mentionedIn('@Jean, @Jeanne and a@Jean', people))).toEqual(['Jean']);
  expect(names(mentionedIn('Clémence Uwase', people))).toEqual([]);
});

it('shows names apart from the words around them', () => {
  expect(pieces('Ask @Jean-Paul Habimana.', people)).toEqual([
    { words: 'Ask ', named: false },
    { words: '@Jean-Paul Habimana', named: true },
    { words: '.', named: false },
  ]);
  expect(pieces('@Jeanne', people)).toEqual([{ words: '@Jeanne', named: false }]);
});
