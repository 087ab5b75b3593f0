import { newId, type MomentId, type QuestionId } from '#domain/ids.ts';
import { asked, attended, planned, walked, type Agenda, type Planned } from './session.ts';
import type { Happening, Stage } from './stage.ts';

const room = 'pharmacy';

/** What commitments came from. */
export const asksOf = () => ({
  whoSigns: newId<QuestionId>(),
  trolley: newId<QuestionId>(),
  dispensing: newId<MomentId>(),
  binCard: newId<MomentId>(),
  expired: newId<MomentId>(),
});
export type Asks = ReturnType<typeof asksOf>;

const agenda: Agenda = [
  ['report_backs', 'Report-backs due, a minute each', 10],
  ['walkthrough', 'Walk: receiving, store, cold chain, dispensing, stock cards', 30],
  ['discussion', 'What we would do the same, what not', 10],
  ['commitments', 'What each of us takes home', 10],
];

/** The sessions of the room: two held with a walk, one coaching session, one called off, two ahead. */
export function pharmacySessions(stage: Stage, asks: Asks): Happening[] {
  const { calendar } = stage;
  const session = (
    name: string,
    day: string,
    time: string,
    more: Pick<Planned, 'kind' | 'title' | 'minutes' | 'planned'> & { agenda?: Agenda },
  ): Planned => ({ name, room, day, time, start: calendar.instant(day, time), agenda, ...more });
  const first = session('lake', calendar.workday(41), '10:00', {
    ...{ kind: 'virtual_exchange_visit', title: 'Visit: the pharmacy at Nyanza Lake', minutes: 60 },
    planned: { by: 'alice', at: calendar.at(50, '09:20') },
  });
  const coaching = session('counts', calendar.workday(27), '14:00', {
    ...{ kind: 'coaching_session', title: 'Coaching: what the first counts tell', minutes: 45 },
    agenda: [
      ['report_backs', 'Report-backs due, a minute each', 10],
      ['discussion', 'Three counts, three surprises', 25],
      ['commitments', 'One thing until next time', 10],
    ],
    planned: { by: 'felix', at: calendar.at(34, '11:00') },
  });
  const off = session('off', calendar.workday(20), '09:00', {
    ...{ kind: 'coaching_session', title: 'Coaching: reading the stock card together', minutes: 45 },
    planned: { by: 'theo', at: calendar.at(26, '16:40') },
  });
  const store = session('gihara', calendar.workday(13), '14:00', {
    ...{ kind: 'virtual_exchange_visit', title: 'Walkthrough: the store at Gihara', minutes: 60 },
    planned: { by: 'felix', at: calendar.at(24, '10:30') },
  });
  return [
    ...[planned(first), planned(coaching), planned(off), planned(store)],
    ...lake(first, asks),
    ...counts(coaching),
    {
      at: calendar.at(23, '17:10'),
      act: ({ app, actors, sessions }) =>
        app.sessions.cancel(actors.theo, { sessionId: sessions.get('off') }),
    },
    ...gihara(store, asks),
    ...ahead(stage, session),
  ];
}

const lake = (session: Planned, asks: Asks): Happening[] => [
  ...attended(
    session,
    [
      ['felix', -4, 62],
      ['jeanpaul', -2, 61],
      ['odette', 0, 61],
      ['theo', 1, 61],
      ['alice', -1, 62],
      ['clemence', 6, 40],
    ],
    { by: 'felix', minute: 63 },
  ),
  ...walked(session, {
    by: 'jeanpaul',
    stations: [
      ['Receiving', 10],
      ['Store', 17],
      ['Dispensing', 29],
    ],
    end: 41,
    moments: [
      {
        ...{ by: 'felix', minute: 14, scene: ['boxesOnTable', 3] },
        note: 'Deliveries wait here until somebody has time to write them down.',
      },
      {
        ...{ id: asks.expired, by: 'alice', minute: 23, scene: ['shelves', 8] },
        note: 'Expired stock stands between the good one.',
      },
      {
        ...{ id: asks.dispensing, by: 'odette', minute: 33, scene: ['redBox', 5] },
        note: 'What expires first lies in a red box at eye level.',
      },
    ],
  }),
  ...asked(session, {
    ...{ by: 'odette', minute: 13, text: 'How long does a delivery wait before it is on a card?' },
    votes: ['theo', 'felix'],
    answered: {
      ...{ by: 'jeanpaul', minute: 16 },
      answer: 'One to three days. On market days nobody has the hands.',
    },
  }),
  ...asked(session, {
    ...{ by: 'theo', minute: 31, text: 'Who fills the red box, and when?' },
    votes: ['odette', 'alice', 'clemence'],
    answered: { by: 'jeanpaul', minute: 36, answer: 'Whoever counts on Friday. It takes five minutes.' },
  }),
];

const counts = (session: Planned): Happening[] => [
  ...attended(
    session,
    [
      ['felix', -3, 44],
      ['theo', 0, 44],
      ['alice', 0, 18],
      ['alice', 21, 44],
      ['jeanpaul', 2, 43],
    ],
    { by: 'felix', minute: 45 },
  ),
  ...asked(session, {
    ...{ by: 'jeanpaul', minute: 15, text: 'Do we count opened boxes as full or as empty?' },
    votes: ['alice'],
    answered: { by: 'theo', minute: 19, answer: 'We count tablets, not boxes: half a box is half.' },
  }),
  ...asked(session, {
    ...{
      by: 'alice',
      minute: 24,
      text: 'Which medicines belong to the 20 when the list of the district changes?',
    },
    votes: ['jeanpaul', 'theo'],
    carried: { by: 'felix', minute: 41 },
  }),
];

const gihara = (session: Planned, asks: Asks): Happening[] => [
  ...attended(
    session,
    [
      ['felix', -5, 64],
      ['odette', -3, 63],
      ['jeanpaul', 0, 63],
      ['clemence', 1, 52],
      ['alice', -1, 64],
      ['theo', 2, 63],
      ['grace', 12, 35],
      ['olive', 4, 60],
    ],
    { by: 'felix', minute: 65 },
  ),
  ...walked(session, {
    by: 'odette',
    stations: [
      ['Receiving', 11],
      ['Store', 17],
      ['Cold chain', 27],
      ['Dispensing', 33],
      ['Stock cards', 39],
    ],
    end: 46,
    moments: [
      {
        ...{ by: 'alice', minute: 14, scene: ['boxesOnTable', 1] },
        note: 'Nothing leaves this table before it is on a card.',
      },
      {
        ...{ id: asks.binCard, by: 'jeanpaul', minute: 21, scene: ['shelves', 2] },
        ...{ note: 'One bin card hangs at every shelf, signed line by line.', questionId: asks.whoSigns },
      },
      {
        ...{ by: 'clemence', minute: 30, scene: ['fridge', 4] },
        note: 'Fridge log is signed twice a day. How do you cover Sundays?',
      },
      {
        ...{ by: 'jeanpaul', minute: 42, scene: ['stockCard', 6] },
        note: 'The re-order level stands in red at the top right.',
      },
    ],
  }),
  ...asked(session, {
    ...{ id: asks.whoSigns, by: 'jeanpaul', minute: 18 },
    text: 'Who signs the bin card when the pharmacist is away?',
    votes: ['clemence', 'alice', 'theo', 'grace', 'felix'],
    answered: {
      ...{ by: 'odette', minute: 24 },
      answer: 'Whoever moves the box signs, the night nurse too. The pharmacist only checks on Fridays.',
    },
  }),
  ...asked(session, {
    ...{ id: asks.trolley, by: 'clemence', minute: 20 },
    text: 'Do you keep a separate card for the emergency trolley?',
    votes: ['alice', 'jeanpaul', 'felix'],
    answered: {
      ...{ by: 'odette', minute: 35 },
      answer: 'Yes, a yellow one. It is counted at every change of shift.',
    },
  }),
  ...asked(session, {
    ...{ by: 'alice', minute: 22, text: 'How often do the card and the shelf differ?' },
    votes: ['jeanpaul', 'clemence'],
    answered: {
      ...{ by: 'odette', minute: 44 },
      answer: 'One card in twenty. In the first month it was every third.',
    },
  }),
  ...asked(session, {
    ...{ by: 'felix', minute: 37, text: 'What did this cost in the first month?', spokenAt: 'nyanza' },
    carried: { by: 'felix', minute: 58 },
  }),
];

type MakeSession = (
  name: string,
  day: string,
  time: string,
  more: Pick<Planned, 'kind' | 'title' | 'minutes' | 'planned'>,
) => Planned;

/** The next one is near, whatever the hour of the day; questions wait for it. */
function ahead({ calendar }: Stage, session: MakeSession): Happening[] {
  const { day, time } = calendar.soon;
  const next = session('next', day, time, {
    ...{ kind: 'virtual_exchange_visit', title: 'Walkthrough: receiving and stock cards', minutes: 60 },
    planned: { by: 'felix', at: calendar.at(6, '09:10') },
  });
  const later = session('later', calendar.workday(-18), '10:00', {
    ...{
      kind: 'learning_and_sharing_event',
      title: 'Learning and sharing: what we would show others',
      minutes: 90,
    },
    planned: { by: 'felix', at: calendar.at(6, '09:25') },
  });
  const before = (at: Date) => (at.getTime() - next.start.getTime()) / 60_000;
  return [
    planned(next),
    planned(later),
    ...asked(next, {
      ...{ by: 'alice', minute: before(calendar.at(3, '16:20')) },
      text: 'Who unpacks when the lorry comes at night?',
      votes: ['jeanpaul', 'theo'],
    }),
    ...asked(next, {
      ...{ by: 'clemence', minute: before(calendar.at(2, '10:05')) },
      text: 'Can one person do the stock cards for two wards?',
      votes: ['alice'],
    }),
    ...asked(next, {
      ...{ by: 'jeanpaul', minute: before(calendar.at(1, '18:40')) },
      text: 'How wide is the expiry column on your card?',
    }),
  ];
}
