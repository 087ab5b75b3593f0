import { promised } from './commitment.ts';
import { addCards, dropFirstNote, setAim, writePlan } from './plan.ts';
import { asked, attended, planned, said, type Planned } from './session.ts';
import { minutesAfter, steps, visits, type Calendar, type Happening, type Stage } from './stage.ts';

const room = 'prenatal';

/** Kibuye montre à Mutumba comment les femmes viennent plus tôt en consultation. Le jumelage commence. */
export function prenatal({ calendar }: Stage): Happening[] {
  const { at } = calendar;
  return [
    ...steps(room, [[2, at(16, '09:00')]]),
    ...plan(calendar),
    ...sessions(calendar),
    ...commitments(calendar),
    ...visits(room, [
      ['josephine', at(4, '18:20')],
      ['gerard', at(3, '08:10')],
      ['chantal', at(5, '12:00')],
    ]),
  ];
}

const plan = ({ at }: Calendar): Happening[] => [
  {
    at: at(10, '09:30'),
    act: (stage) =>
      writePlan(stage, { room, by: 'gerard', at: at(10, '09:30') }, (doc) => {
        setAim(doc, {
          text: 'Au centre de Mutumba, une femme enceinte sur deux vient quatre fois en consultation, et la première fois avant la seizième semaine, d’ici au 30 septembre.',
          how_good: '50 % avec quatre contacts',
          by_when: 'le 30 septembre',
          measured_by: 'registre de chaque mois',
        });
        dropFirstNote(doc, at(10, '09:30'));
      }),
  },
  {
    at: at(9, '14:15'),
    act: (stage) =>
      writePlan(stage, { room, by: 'josephine', at: at(9, '14:15') }, (doc) =>
        addCards(doc, room, [
          {
            kind: 'gap',
            texts: {
              text: 'Les femmes viennent tard',
              from: '21 % avant la seizième semaine',
              to: '50 %',
              why: 'On attend le mercredi, seul jour de consultation.',
            },
          },
        ]),
      ),
  },
];

function sessions(calendar: Calendar): Happening[] {
  const { at, workday, instant } = calendar;
  const common = { room, kind: 'coaching_session', time: '14:00', minutes: 45 } as const;
  const first: Planned = {
    ...{ ...common, name: 'prenatal-first', title: 'Faire connaissance : nos consultations' },
    ...{ day: workday(12), start: instant(workday(12), '14:00') },
    agenda: [
      ['discussion', 'Une journée de consultation, ici et là-bas', 25],
      ['commitments', 'Un premier pas', 10],
    ],
    planned: { by: 'gerard', at: at(20, '09:10') },
  };
  const next: Planned = {
    ...{ ...common, name: 'prenatal-next', title: 'Ce que disent nos registres' },
    ...{ day: workday(-8), start: instant(workday(-8), '14:00') },
    agenda: [
      ['report_backs', 'Les retours attendus', 10],
      ['discussion', 'D’où viennent les femmes, et quand', 25],
    ],
    planned: { by: 'aline', at: at(6, '11:30') },
  };
  return [
    ...[planned(first), planned(next)],
    ...attended(
      first,
      [
        ['gerard', -4, 46],
        ['josephine', 2, 44],
        ['aline', 0, 46],
        ['chantal', 1, 30],
        ['felix', 0, 40],
      ],
      { by: 'aline', minute: 47 },
    ),
    ...asked(first, {
      ...{ by: 'josephine', minute: 15, text: 'Qui reçoit une femme qui vient un autre jour ?' },
      votes: ['gerard'],
      answered: {
        ...{ by: 'aline', minute: 21 },
        answer: 'La sage-femme de garde. Nous recevons tous les matins depuis deux ans.',
      },
    }),
    ...said(next, at(5, '12:30'), [
      ['josephine', 'coming'],
      ['gerard', 'coming'],
      ['chantal', 'perhaps'],
      ['felix', 'not'],
    ]),
  ];
}

function commitments({ at, day, instant, workday }: Calendar): Happening[] {
  const first = instant(workday(12), '14:00');
  return [
    ...promised({
      ...{ room, owner: 'josephine', at: minutesAfter(first, 40), learntFrom: 'kibuye' },
      ...{ session: 'prenatal-first', text: 'Noter la semaine de grossesse à chaque première visite' },
      ...{ dueOn: day(-10), reportOn: day(-1) },
    }),
    ...promised({
      ...{ room, owner: 'gerard', at: minutesAfter(first, 42), learntFrom: 'kibuye' },
      ...{ session: 'prenatal-first', text: 'Ouvrir la consultation aussi le vendredi matin' },
      ...{ dueOn: day(-14), reportOn: day(4) },
      reports: [
        {
          ...{ at: at(4, '16:10'), status: 'on_the_way', next: day(-12) },
          text: 'L’équipe est d’accord. Le premier vendredi est dans dix jours.',
          replies: [
            { by: 'chantal', at: at(3, '07:50'), text: 'Dites-le à l’église : ici, cela a tout changé.' },
          ],
        },
      ],
    }),
  ];
}
