import { promised } from './commitment.ts';
import { addCards, dropFirstNote, setAim, writePlan } from './plan.ts';
import { asked, attended, planned, said, walked, type Planned } from './session.ts';
import { minutesAfter, steps, visits, type Calendar, type Happening, type Stage } from './stage.ts';

const room = 'data';

/** Kanombe showed Muhura how its reports come on time. The two look back now. */
export function dataQuality({ calendar }: Stage): Happening[] {
  const { at } = calendar;
  return [
    ...steps(room, [
      [2, at(54, '09:00')],
      [3, at(50, '09:00')],
      [4, at(45, '09:00')],
      [5, at(38, '09:00')],
      [6, at(7, '09:00')],
    ]),
    ...plan(calendar),
    ...sessions(calendar),
    ...commitments(calendar),
    ...visits(room, [
      ['samuel', at(5, '15:00')],
      ['diane', at(6, '08:30')],
      ['patrick', at(4, '16:00')],
      ['immaculee', at(6, '10:00')],
    ]),
  ];
}

const plan = ({ at }: Calendar): Happening[] => [
  {
    at: at(46, '10:30'),
    act: (stage) =>
      writePlan(stage, { room, by: 'samuel', at: at(46, '10:30') }, (doc) => {
        setAim(doc, {
          text: 'Muhura sends every monthly report by the fifth, checked by a second pair of eyes, from September on.',
          how_good: '12 reports of 12 on time',
          by_when: '31 December',
          measured_by: 'date received at the district',
        });
        dropFirstNote(doc, at(46, '10:30'));
        addCards(doc, room, [
          {
            kind: 'gap',
            texts: {
              text: 'Reports wait for one signature',
              from: '6 months of 12 on time',
              to: '12 of 12',
              why: 'Only the director signs, and travels.',
            },
          },
        ]);
      }),
  },
  {
    at: at(25, '11:00'),
    act: (stage) =>
      writePlan(stage, { room, by: 'patrick', at: at(25, '11:00') }, (doc) =>
        addCards(doc, room, [
          {
            kind: 'idea',
            texts: {
              title: 'Count on the third, sign on the fourth',
              meaning: 'Seen in Kanombe: two fixed hours, two people, one checklist.',
            },
          },
        ]),
      ),
  },
];

function sessions({ at, workday, instant }: Calendar): Happening[] {
  const visit: Planned = {
    ...{ name: 'data-visit', room, kind: 'virtual_exchange_visit', time: '11:00', minutes: 45 },
    ...{ title: 'Visit: the registers of Kanombe', day: workday(27), start: instant(workday(27), '11:00') },
    agenda: [
      ['walkthrough', 'From the register to the report', 20],
      ['commitments', 'One thing until the fifth', 10],
    ],
    planned: { by: 'immaculee', at: at(34, '15:00') },
  };
  const review: Planned = {
    ...{ name: 'data-review', room, kind: 'learning_and_sharing_event', time: '11:00', minutes: 60 },
    ...{ title: 'What moved in two months', day: workday(-9), start: instant(workday(-9), '11:00') },
    agenda: [
      ['report_backs', 'What came of it', 15],
      ['discussion', 'What Muhura shows to others', 30],
    ],
    planned: { by: 'felix', at: at(7, '10:00') },
  };
  return [
    ...[planned(visit), planned(review)],
    ...attended(
      visit,
      [
        ['patrick', -3, 44],
        ['immaculee', 0, 44],
        ['samuel', 1, 44],
        ['diane', 3, 31],
      ],
      { by: 'immaculee', minute: 45 },
    ),
    ...walked(visit, {
      by: 'patrick',
      stations: [
        ['Registers', 5],
        ['Report', 16],
      ],
      end: 26,
      moments: [
        {
          by: 'samuel',
          minute: 12,
          scene: ['stockCard', 71],
          note: 'Each page is added up, in red, every evening.',
        },
      ],
    }),
    ...asked(visit, {
      ...{ by: 'diane', minute: 18, text: 'Who signs when the director is away?' },
      votes: ['samuel'],
      answered: {
        by: 'immaculee',
        minute: 22,
        answer: 'The head of nursing. It is written in her contract.',
      },
    }),
    ...said(review, at(5, '09:40'), [
      ['samuel', 'coming'],
      ['immaculee', 'coming'],
      ['patrick', 'perhaps'],
      ['diane', 'not'],
    ]),
  ];
}

function commitments({ at, day, instant, workday }: Calendar): Happening[] {
  const visit = instant(workday(27), '11:00');
  return [
    ...promised({
      ...{ room, owner: 'samuel', at: minutesAfter(visit, 38), witness: 'kanombe', learntFrom: 'kanombe' },
      ...{ session: 'data-visit', text: 'Count on the third, have it signed on the fourth' },
      ...{ dueOn: day(14), reportOn: day(10) },
      reports: [
        {
          ...{ at: at(10, '10:15'), status: 'done', scene: ['stockCard', 72] },
          text: 'The report was at the district on the fourth, for the first time this year.',
          replies: [{ by: 'patrick', at: at(9, '09:00'), text: 'Well done. Which box took you longest?' }],
          heard: { by: 'immaculee', at: at(9, '11:20') },
        },
      ],
    }),
    ...promised({
      ...{ room, owner: 'patrick', at: minutesAfter(visit, 40), session: 'data-visit', witness: 'muhura' },
      text: 'Send our checklist of eleven questions to Muhura',
      ...{ dueOn: day(22), reportOn: day(20) },
      reports: [{ at: at(20, '14:30'), status: 'done', text: 'Sent, with two questions crossed out.' }],
    }),
    ...promised({
      ...{ room, owner: 'samuel', at: at(6, '14:00'), witness: 'kanombe' },
      text: 'Show the checklist to two health centres of Gatsibo',
      ...{ dueOn: day(-25), reportOn: day(-28) },
    }),
  ];
}
