import type { NewCard } from '#domain/plan/card.ts';
import { newId, type CardId } from '#domain/ids.ts';
import { addCards, dropFirstNote, setAim, writePlan } from './plan.ts';
import type { PersonKey } from './people.ts';
import type { Happening, Stage } from './stage.ts';

const room = 'pharmacie';

/** The cards that commitments are made from. */
export const pharmacieCards = { count: newId<CardId>(), threshold: newId<CardId>() };

const aim: NewCard['texts'] = {
  text: 'Les ruptures de médicaments essentiels passent de 31 % à moins de 10 % des médicaments traceurs d’ici au 30 juin, pour toutes les familles qui viennent à la pharmacie de Kibuye.',
  how_good: 'moins de 10 % de 20 médicaments traceurs',
  by_when: 'le 30 juin',
  measured_by: 'comptage de chaque semaine',
};

const gaps: NewCard[] = [
  {
    kind: 'gap',
    texts: {
      text: 'La commande part trop tard',
      from: 'quand le rayon est vide',
      to: 'quand il reste deux mois',
      why: 'Le seuil de commande n’est écrit nulle part.',
    },
  },
  {
    kind: 'gap',
    texts: {
      text: 'Les fiches de stock dorment dans un tiroir',
      from: '4 fiches à jour sur 20',
      to: '18 fiches à jour sur 20',
      why: 'Une seule personne les remplit, le soir.',
    },
  },
];

const ideas: NewCard[] = [
  {
    kind: 'idea',
    texts: {
      title: 'La fiche de stock sur le rayon',
      meaning: 'Vue à Ngozi, à la station « Magasin ». Une ligne par mouvement, signée.',
    },
  },
  {
    kind: 'idea',
    texts: {
      title: 'Deux bacs par médicament',
      meaning: 'Quand le premier bac est vide, on commande ; on vit sur le second.',
    },
  },
];

const actions: NewCard[] = [
  {
    id: pharmacieCards.count,
    kind: 'action',
    texts: {
      title: 'Compter les 20 médicaments traceurs chaque vendredi',
      detail: 'Avant la fermeture du magasin ; la feuille est à la porte.',
    },
  },
  {
    id: pharmacieCards.threshold,
    kind: 'action',
    texts: { title: 'Écrire le seuil de commande sur chaque fiche', detail: 'En rouge, en haut à droite.' },
  },
];

const notes: NewCard[] = [
  {
    kind: 'note',
    texts: {
      text: 'À Ngozi, tout a commencé avec un seul rayon et une feuille à la porte. Les autres rayons ont suivi quand le comptage du vendredi n’a plus pris que dix minutes.',
    },
  },
];

/** How the plan grew. */
export const pharmaciePlan = (stage: Stage): Happening[] => {
  const { at } = stage.calendar;
  const write = (when: Date, by: PersonKey, change: Parameters<typeof writePlan>[2]): Happening => ({
    at: when,
    act: (now) => writePlan(now, { room, by, at: when }, change),
  });
  return [
    write(at(50, '11:05'), 'aline', (doc) => setAim(doc, aim)),
    write(at(49, '08:35'), 'aline', (doc) => addCards(doc, room, gaps)),
    write(at(49, '08:50'), 'aline', (doc) => dropFirstNote(doc, at(49, '08:50'))),
    write(at(21, '15:10'), 'esperance', (doc) => addCards(doc, room, ideas)),
    write(at(20, '09:40'), 'reverien', (doc) => addCards(doc, room, actions)),
    write(at(14, '16:20'), 'reverien', (doc) => addCards(doc, room, notes)),
  ];
};
