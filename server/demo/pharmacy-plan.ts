import type { NewCard } from '#domain/plan/card.ts';
import { newId, type CardId } from '#domain/ids.ts';
import { addCards, dropFirstNote, setAim, writePlan } from './plan.ts';
import type { PersonKey } from './people.ts';
import type { Happening, Stage } from './stage.ts';

const room = 'pharmacy';

/** The cards that commitments are made from. */
export const pharmacyCards = {
  binCard: newId<CardId>(),
  count: newId<CardId>(),
  reorder: newId<CardId>(),
  coldChain: newId<CardId>(),
};

const aim: NewCard['texts'] = {
  text: 'Essential medicines out of stock fall from 22% to under 5% of tracer items by 30 June, for everyone who comes to the Nyanza Lake pharmacy.',
  how_good: 'under 5% of 20 tracer items',
  by_when: '30 June',
  measured_by: 'weekly stock count',
};

const gaps: NewCard[] = [
  {
    kind: 'gap',
    texts: {
      text: 'We order what we ordered last time',
      from: 'same list each quarter',
      to: 'average of three months, plus the time it takes to arrive',
      why: 'Nobody has the consumption at hand on the day of the order.',
    },
  },
  {
    kind: 'gap',
    texts: {
      text: 'The stock card and the shelf tell two stories',
      from: '11 of 20 cards right',
      to: '19 of 20 cards right',
      why: 'Cards are written in the evening, from memory.',
    },
  },
];

const ideas: NewCard[] = [
  {
    id: pharmacyCards.binCard,
    kind: 'idea',
    texts: {
      title: 'Bin card on every shelf',
      meaning: 'Seen at Gihara, station “Store”. One line for each movement, signed.',
    },
  },
  {
    kind: 'idea',
    texts: {
      title: 'Order by consumption, not by habit',
      meaning: 'Average of three months, plus the lead time of the district store.',
    },
  },
  {
    kind: 'idea',
    texts: {
      title: 'One box for what expires first',
      meaning: 'A red box at eye level. What lies in it is given out before anything else.',
    },
  },
];

const actions: NewCard[] = [
  {
    id: pharmacyCards.count,
    kind: 'action',
    texts: {
      title: 'Weekly count of 20 tracer medicines',
      detail: 'Before the store closes; the sheet hangs at the door.',
    },
  },
  {
    id: pharmacyCards.reorder,
    kind: 'action',
    texts: { title: 'Re-order levels on every stock card', detail: 'In red, at the top right.' },
  },
  {
    id: pharmacyCards.coldChain,
    kind: 'action',
    texts: {
      title: 'Show the cold-chain log to the night team',
      detail: 'Two readings a day, signed, also on Sundays.',
    },
  },
];

const notes: NewCard[] = [
  {
    kind: 'note',
    texts: {
      text: 'Gihara began with two shelves and one nurse who liked the idea. The rest followed when the Friday count took ten minutes instead of an hour.',
    },
  },
];

/** How the plan grew, over six weeks. */
export const pharmacyPlan = (stage: Stage): Happening[] => {
  const { at } = stage.calendar;
  const write = (when: Date, by: PersonKey, change: Parameters<typeof writePlan>[2]): Happening => ({
    at: when,
    act: (now) => writePlan(now, { room, by, at: when }, change),
  });
  return [
    write(at(57, '10:10'), 'alice', (doc) => setAim(doc, aim)),
    write(at(56, '09:30'), 'theo', (doc) => addCards(doc, room, gaps)),
    write(at(55, '16:05'), 'theo', (doc) => dropFirstNote(doc, at(55, '16:05'))),
    write(at(40, '15:20'), 'jeanpaul', (doc) => addCards(doc, room, ideas.slice(0, 2))),
    write(at(38, '11:45'), 'alice', (doc) => addCards(doc, room, actions)),
    write(at(24, '08:50'), 'odette', (doc) => addCards(doc, room, notes)),
    write(at(11, '17:15'), 'jeanpaul', (doc) => addCards(doc, room, ideas.slice(2))),
  ];
};
