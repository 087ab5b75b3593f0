import { newId, type MomentId, type QuestionId } from '#domain/ids.ts';
import { asked, attended, planned, said, walked, type Planned } from './session.ts';
import { minutesAfter, type Happening, type Stage } from './stage.ts';

const room = 'pharmacie';

/** What commitments came from. */
export const seenInNgozi = () => ({ card: newId<MomentId>(), night: newId<QuestionId>() });
export type Seen = ReturnType<typeof seenInNgozi>;

/** Une première rencontre, une visite du magasin de Ngozi, et la prochaine séance. */
export function pharmacieSessions(stage: Stage, seen: Seen): Happening[] {
  const { calendar } = stage;
  const first = meeting(calendar);
  const store = storeWalk(calendar);
  const next = comingOne(calendar);
  return [
    ...[planned(first), planned(store), planned(next)],
    ...attended(
      first,
      [
        ['aline', -3, 45],
        ['esperance', 0, 44],
        ['reverien', 1, 44],
        ['spes', 4, 30],
        ['felix', 0, 45],
      ],
      { by: 'aline', minute: 46 },
    ),
    ...asked(first, {
      ...{ by: 'esperance', minute: 18, text: 'Combien de temps prend le comptage du vendredi ?' },
      votes: ['aline'],
      answered: {
        ...{ by: 'aline', minute: 24 },
        answer: 'À Ngozi, une heure le premier mois, dix minutes aujourd’hui.',
      },
    }),
    ...throughTheStore(store, seen),
    ...said(next, calendar.at(4, '12:10'), [
      ['esperance', 'coming'],
      ['reverien', 'coming'],
      ['spes', 'not'],
    ]),
    ...asked(next, {
      ...{ by: 'esperance', text: 'Que faites-vous des cartons ouverts au moment de compter ?' },
      minute: (calendar.at(2, '11:40').getTime() - next.start.getTime()) / 60_000,
      votes: ['aline'],
    }),
  ];
}

const meeting = (calendar: Stage['calendar']): Planned => ({
  ...{ name: 'kibuye-first', room, kind: 'coaching_session', time: '10:00', minutes: 45 },
  ...{ title: 'Première séance : ce que nous comptons, et comment', day: calendar.workday(33) },
  start: calendar.instant(calendar.workday(33), '10:00'),
  agenda: [
    ['discussion', 'Nos deux pharmacies en dix minutes chacune', 25],
    ['commitments', 'Un premier pas', 10],
  ],
  planned: { by: 'aline', at: calendar.at(41, '09:30') },
});

const storeWalk = (calendar: Stage['calendar']): Planned => ({
  ...{ name: 'ngozi-walk', room, kind: 'virtual_exchange_visit', time: '15:00', minutes: 60 },
  ...{ title: 'Visite : le magasin de Ngozi', day: calendar.workday(22) },
  start: calendar.instant(calendar.workday(22), '15:00'),
  agenda: [
    ['walkthrough', 'Visite : réception, magasin, fiches de stock', 30],
    ['commitments', 'Ce que chacun emporte', 15],
  ],
  planned: { by: 'aline', at: calendar.at(30, '14:00') },
});

const comingOne = (calendar: Stage['calendar']): Planned => ({
  ...{ name: 'kibuye-next', room, kind: 'coaching_session', time: '10:00', minutes: 45 },
  ...{ title: 'Accompagnement : les premiers comptages', day: calendar.workday(-4) },
  start: calendar.instant(calendar.workday(-4), '10:00'),
  agenda: [
    ['report_backs', 'Les retours attendus, une minute chacun', 10],
    ['discussion', 'Ce que disent les premiers comptages', 25],
    ['commitments', 'Avant la prochaine commande', 10],
  ],
  planned: { by: 'aline', at: minutesAfter(calendar.at(5, '08:30'), 0) },
});

const throughTheStore = (session: Planned, seen: Seen): Happening[] => [
  ...attended(
    session,
    [
      ['aline', -2, 52],
      ['reverien', -1, 52],
      ['esperance', 1, 27],
      ['esperance', 29, 52],
      ['felix', 0, 50],
    ],
    { by: 'aline', minute: 53 },
  ),
  ...walked(session, {
    by: 'reverien',
    stations: [
      ['Réception', 8],
      ['Magasin', 15],
      ['Fiches de stock', 27],
    ],
    end: 37,
    moments: [
      {
        ...{ by: 'esperance', minute: 19, scene: ['shelves', 44] },
        note: 'Chaque rayon a son étiquette et sa fiche.',
      },
      {
        ...{ id: seen.card, by: 'aline', minute: 33, scene: ['stockCard', 45], questionId: seen.night },
        note: 'Une ligne par mouvement, signée, même la nuit.',
      },
    ],
  }),
  ...asked(session, {
    ...{ id: seen.night, by: 'esperance', minute: 28, text: 'Qui remplit la fiche pendant la nuit ?' },
    votes: ['aline'],
    answered: {
      ...{ by: 'reverien', minute: 31 },
      answer: 'L’infirmier de garde. La fiche est sur le rayon, le stylo y est attaché.',
    },
  }),
  ...asked(session, {
    ...{ by: 'aline', minute: 35, text: 'Où trouver des bacs solides à bon prix ?' },
    votes: ['esperance'],
    carried: { by: 'aline', minute: 49 },
  }),
];
