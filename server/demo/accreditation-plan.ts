import type { NewCard } from '#domain/plan/card.ts';
import { newId, type CardId } from '#domain/ids.ts';
import { addCards, dropFirstNote, setAim, writePlan } from './plan.ts';
import type { PersonKey } from './people.ts';
import type { Happening, Stage } from './stage.ts';

const room = 'accreditation';

/** The cards that commitments are made from. */
export const accreditationCards = { audit: newId<CardId>() };

const aim: NewCard['texts'] = {
  text: 'Hands are cleaned at four of five moments of care in our medical and surgical wards by 31 March, so that fewer patients leave with an infection they did not bring.',
  how_good: '80% of observed moments',
  by_when: '31 March',
  measured_by: 'twenty observations a ward and month',
};

const gaps: NewCard[] = [
  {
    kind: 'gap',
    texts: {
      text: 'Hand rub is in the store, not at the bed',
      from: '1 dispenser a ward',
      to: '1 dispenser between two beds',
      why: 'It was bought for the theatre only.',
    },
  },
  {
    kind: 'gap',
    texts: {
      text: 'Nobody counts, so nobody knows',
      from: 'no observation',
      to: 'twenty a month',
      why: 'The audit form had four pages.',
    },
  },
];

const ideas: NewCard[] = [
  {
    kind: 'idea',
    texts: {
      title: 'Hand rub made by our own pharmacy',
      meaning: 'Rulindo makes 20 litres a month after the recipe of the WHO.',
    },
  },
  {
    kind: 'idea',
    texts: {
      title: 'One-page audit with five boxes',
      meaning: 'A nurse from the next ward watches for twenty minutes. No names.',
    },
  },
];

const actions: NewCard[] = [
  {
    id: accreditationCards.audit,
    kind: 'action',
    texts: {
      title: 'Hand-hygiene audit in two wards',
      detail: 'Medical and surgical, before the next session.',
    },
  },
];

/** How the plan grew. */
export const accreditationPlan = (stage: Stage): Happening[] => {
  const { at } = stage.calendar;
  const write = (when: Date, by: PersonKey, change: Parameters<typeof writePlan>[2]): Happening => ({
    at: when,
    act: (now) => writePlan(now, { room, by, at: when }, change),
  });
  return [
    write(at(47, '09:15'), 'innocent', (doc) => setAim(doc, aim)),
    write(at(45, '14:40'), 'theo', (doc) => addCards(doc, room, gaps)),
    write(at(45, '14:55'), 'theo', (doc) => dropFirstNote(doc, at(45, '14:55'))),
    write(at(18, '10:25'), 'vestine', (doc) => addCards(doc, room, ideas)),
    write(at(17, '16:30'), 'eric', (doc) => addCards(doc, room, actions)),
  ];
};
