import type { Lang } from '../person/lang.ts';
import type { NewCard } from './card.ts';

const howTo: Record<Lang, string> = {
  en: 'We write this plan together. Begin with the aim: what will be better, for whom, by when. Then the gap between today and the aim, ideas seen at each other’s place, and who does what.',
  fr: 'Nous écrivons ce plan ensemble. Commençons par l’objectif : ce qui ira mieux, pour qui, et pour quand. Puis l’écart entre aujourd’hui et l’objectif, les idées vues chez l’autre, et qui fait quoi.',
};

/** The cards a new plan starts with. */
export const templateCards = (lang: Lang): NewCard[] => [
  { kind: 'aim' },
  { kind: 'note', texts: { text: howTo[lang] } },
];
