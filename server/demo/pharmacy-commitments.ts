import { promised } from './commitment.ts';
import { pharmacyCards } from './pharmacy-plan.ts';
import type { Asks } from './pharmacy-sessions.ts';
import { minutesAfter, type Happening, type Stage } from './stage.ts';

const room = 'pharmacy';

/** Commitments in every state: late, due, due today, heard, done, on the way, stuck, paused, asked, open. */
export function pharmacyCommitments({ calendar }: Stage, asks: Asks): Happening[] {
  const { at, day, instant, workday } = calendar;
  const lake = instant(workday(41), '10:00');
  const gihara = instant(workday(13), '14:00');
  return [
    ...giharaPromises({ at, day, lake, gihara }, asks),
    ...lakePromises({ at, day, lake, gihara }, asks),
    ...lakeReports({ at, day, lake, gihara }, asks),
  ];
}

type Times = Pick<Stage['calendar'], 'at' | 'day'> & { lake: Date; gihara: Date };

const giharaPromises = ({ at, day, lake, gihara }: Times, asks: Asks): Happening[] => [
  ...promised({
    ...{ room, owner: 'odette', at: minutesAfter(gihara, 55), session: 'gihara', witness: 'nyanza' },
    text: 'Count the 20 tracer medicines every Friday',
    ...{ dueOn: day(4), reportOn: day(2) },
  }),
  ...promised({
    ...{ room, owner: 'odette', at: at(37, '09:10'), from: ['plan_card', pharmacyCards.reorder] },
    ...{ learntFrom: 'nyanza', text: 'Put re-order levels on every stock card' },
    ...{ dueOn: day(14), reportOn: day(12) },
    moved: {
      ...{ at: at(16, '12:10'), dueOn: day(-2), reportOn: day(-3) },
      reason: 'The red pens came two weeks late.',
    },
  }),
  ...promised({
    ...{ room, owner: 'odette', at: minutesAfter(lake, 56), from: ['moment', asks.dispensing] },
    text: 'Send our bin card to Nyanza Lake as a file they can print',
    ...{ dueOn: day(35), reportOn: day(33) },
    reports: [
      {
        ...{ at: at(34, '15:30'), status: 'done', scene: ['stockCard', 11] },
        text: 'Sent, with one filled in as an example. The column for the signature is wider now.',
        replies: [
          { by: 'jeanpaul', at: at(34, '17:02'), text: 'Printed twenty. Thank you for the example.' },
        ],
        heard: { by: 'alice', at: at(33, '08:15') },
      },
    ],
  }),
  ...promised({
    ...{ room, owner: 'theo', at: minutesAfter(gihara, 59), from: ['moment', asks.binCard] },
    text: 'Write down in one page how we began with two shelves',
    ...{ dueOn: day(5), reportOn: day(3) },
    reports: [
      {
        ...{ at: at(3, '11:20'), status: 'done' },
        text: 'One page, with the three mistakes of the first month. It lies in the plan’s notes.',
      },
    ],
  }),
  ...promised({
    ...{ room, owner: 'theo', by: 'theo', at: at(8, '10:40') },
    text: 'Show two colleagues of Nyanza Lake our Friday count by phone',
    ...{ dueOn: day(-18), reportOn: day(-20) },
  }),
];

const lakePromises = ({ at, day, gihara }: Times, asks: Asks): Happening[] => [
  ...promised({
    ...{ room, owner: 'jeanpaul', by: 'alice', at: minutesAfter(gihara, 54) },
    ...{ from: ['plan_card', pharmacyCards.count], session: 'gihara', learntFrom: 'gihara' },
    text: 'Weekly count of 20 tracer medicines',
    ...{ dueOn: day(-22), reportOn: day(0) },
    accepted: at(12, '07:50'),
  }),
  ...promised({
    ...{ room, owner: 'alice', at: at(9, '09:00') },
    text: 'Put a lamp that needs no power line over the receiving table',
    ...{ dueOn: day(-5), reportOn: day(-6) },
    paused: { by: 'alice', at: at(4, '13:30'), reason: 'The road to the district store is flooded.' },
  }),
  ...promised({
    ...{ room, owner: 'jeanpaul', by: 'alice', at: at(2, '14:15') },
    ...{ from: ['question', asks.trolley], learntFrom: 'gihara' },
    text: 'Keep a yellow card on the emergency trolley',
    ...{ dueOn: day(-12), reportOn: day(-13) },
  }),
];

const lakeReports = ({ at, day, lake, gihara }: Times, asks: Asks): Happening[] => [
  ...promised({
    ...{ room, owner: 'clemence', by: 'clemence', at: minutesAfter(gihara, 50) },
    ...{ from: ['plan_card', pharmacyCards.coldChain], session: 'gihara', learntFrom: 'gihara' },
    text: 'Show the cold-chain log to the night team',
    ...{ dueOn: day(7), reportOn: day(5) },
    reports: [
      {
        ...{ at: at(6, '08:10'), status: 'done', scene: ['fridge', 9] },
        text: 'Shown on three nights. Sundays were empty on our log; the guard of the night now signs them.',
        replies: [
          { by: 'odette', at: at(6, '12:45'), text: 'The guard! We never thought of that. We will try it.' },
        ],
        heard: { by: 'theo', at: at(5, '09:30') },
      },
    ],
  }),
  ...promised({
    ...{ room, owner: 'jeanpaul', at: minutesAfter(gihara, 57), from: ['question', asks.whoSigns] },
    ...{ learntFrom: 'gihara', text: 'Try the bin card on two shelves' },
    ...{ dueOn: day(-14), reportOn: day(1) },
    reports: [
      {
        ...{ at: at(1, '16:35'), status: 'on_the_way', scene: ['shelves', 21], next: day(-14) },
        text: 'Two shelves done. The expiry column is too narrow for us.',
        replies: [
          { by: 'odette', at: at(1, '17:20'), text: 'Turn the card sideways: month on top, year below.' },
        ],
      },
    ],
  }),
  ...promised({
    ...{ room, owner: 'alice', at: minutesAfter(lake, 58), from: ['moment', asks.expired] },
    text: 'Clear the expired stock out of the store',
    ...{ dueOn: day(21), reportOn: day(20) },
    reports: [
      {
        ...{ at: at(20, '10:30'), status: 'on_the_way', scene: ['boxesOnTable', 14], next: day(6) },
        text: 'Four boxes sorted out and listed. They still stand in the corridor.',
        heard: { by: 'theo', at: at(19, '09:00') },
      },
      {
        ...{ at: at(6, '15:50'), status: 'stuck', helpWanted: true, next: day(-9) },
        text: 'The district does not collect before January. Where do you keep yours until then?',
        replies: [
          {
            ...{ by: 'theo', at: at(5, '10:05') },
            text: 'In a locked cupboard with a list on the door. I can send you the form we sign.',
          },
        ],
      },
    ],
  }),
];
