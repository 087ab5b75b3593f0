import { newId, type MomentId, type QuestionId } from '#domain/ids.ts';
import { asked, attended, planned, walked, type Planned } from './session.ts';
import type { Happening, Stage } from './stage.ts';

const room = 'accreditation';

/** What commitments came from. */
export const seenInRulindo = () => ({ atTheBed: newId<MomentId>(), whoMixes: newId<QuestionId>() });
export type Seen = ReturnType<typeof seenInRulindo>;

/** A first meeting, a walk through the wards of Rulindo, and the next one to come. */
export function accreditationSessions({ calendar }: Stage, seen: Seen): Happening[] {
  const first = meeting(calendar);
  const wards = wardWalk(calendar);
  return [
    ...[planned(first), planned(wards), planned(comingOne(calendar))],
    ...attended(
      first,
      [
        ['felix', -3, 58],
        ['innocent', 0, 57],
        ['vestine', 0, 57],
        ['theo', 2, 57],
        ['grace', 5, 31],
        ['samuel', 1, 57],
        ['diane', 9, 57],
      ],
      { by: 'felix', minute: 58 },
    ),
    ...asked(first, {
      ...{ by: 'diane', minute: 22, text: 'Who watches, when everybody knows everybody on the ward?' },
      votes: ['theo', 'samuel'],
      answered: {
        ...{ by: 'innocent', minute: 30 },
        answer: 'A nurse of the next ward. We write down moments, never names.',
      },
    }),
    ...throughTheWards(wards, seen),
  ];
}

const meeting = (calendar: Stage['calendar']): Planned => ({
  ...{ name: 'wards-first', room, kind: 'learning_and_sharing_event', time: '11:00', minutes: 60 },
  ...{ title: 'How three of us count clean hands', day: calendar.workday(34) },
  start: calendar.instant(calendar.workday(34), '11:00'),
  agenda: [
    ['discussion', 'Three ways to count, with their figures', 35],
    ['commitments', 'One way that we all try', 15],
  ],
  planned: { by: 'felix', at: calendar.at(43, '10:00') },
});

const wardWalk = (calendar: Stage['calendar']): Planned => ({
  ...{ name: 'wards-walk', room, kind: 'virtual_exchange_visit', time: '09:30', minutes: 60 },
  ...{ title: 'Walkthrough: two wards of Rulindo', day: calendar.workday(19) },
  start: calendar.instant(calendar.workday(19), '09:30'),
  agenda: [
    ['walkthrough', 'Walk: ward, sluice room, hand rub production', 30],
    ['commitments', 'What each of us tries first', 15],
  ],
  planned: { by: 'innocent', at: calendar.at(29, '15:10') },
});

const comingOne = (calendar: Stage['calendar']): Planned => ({
  ...{ name: 'wards-next', room, kind: 'coaching_session', time: '09:00', minutes: 45 },
  ...{ title: 'Coaching: our first audits', day: calendar.workday(-8) },
  start: calendar.instant(calendar.workday(-8), '09:00'),
  agenda: [
    ['report_backs', 'Report-backs due, a minute each', 10],
    ['discussion', 'What the first audits say', 25],
    ['commitments', 'Before the repeat assessment', 10],
  ],
  planned: { by: 'felix', at: calendar.at(7, '12:00') },
});

const throughTheWards = (session: Planned, seen: Seen): Happening[] => [
  ...attended(
    session,
    [
      ['felix', -4, 55],
      ['vestine', -2, 54],
      ['innocent', 0, 54],
      ['theo', 0, 54],
      ['eric', 1, 54],
      ['odette', 3, 47],
      ['samuel', 2, 54],
    ],
    { by: 'felix', minute: 56 },
  ),
  ...walked(session, {
    by: 'vestine',
    stations: [
      ['Medical ward', 6],
      ['Sluice room', 18],
      ['Hand rub production', 25],
    ],
    end: 36,
    moments: [
      {
        ...{ id: seen.atTheBed, by: 'eric', minute: 12, scene: ['handRub', 3] },
        note: 'One bottle between two beds, hung where the hand already is.',
      },
      {
        ...{ by: 'theo', minute: 30, scene: ['boxesOnTable', 31], questionId: seen.whoMixes },
        note: 'Ten litres at a time, each batch with its date.',
      },
    ],
  }),
  ...asked(session, {
    ...{ id: seen.whoMixes, by: 'odette', minute: 26, text: 'Who mixes when the pharmacist is on leave?' },
    votes: ['eric', 'samuel', 'theo'],
    answered: {
      ...{ by: 'vestine', minute: 32 },
      answer: 'Two of us may, after the pharmacist has watched three batches.',
    },
  }),
  ...asked(session, {
    ...{ by: 'samuel', minute: 16, text: 'Do bottles disappear?' },
    votes: ['eric'],
    answered: {
      by: 'vestine',
      minute: 20,
      answer: 'Five in the first month. Then we chained them to the bed.',
    },
  }),
];
