import { accreditationCards } from './accreditation-plan.ts';
import type { Seen } from './accreditation-sessions.ts';
import { promised } from './commitment.ts';
import { minutesAfter, type Happening, type Stage } from './stage.ts';

const room = 'accreditation';

/** What three institutions promised each other. */
export function accreditationCommitments({ calendar }: Stage, seen: Seen): Happening[] {
  const { at, day, instant, workday } = calendar;
  const wards = instant(workday(19), '09:30');
  return [
    ...promised({
      ...{ room, owner: 'theo', at: at(16, '09:40'), witness: 'rulindo', learntFrom: 'rulindo' },
      ...{ from: ['plan_card', accreditationCards.audit], text: 'Hand-hygiene audit in two wards' },
      ...{ dueOn: day(6), reportOn: day(4) },
    }),
    ...promised({
      ...{ room, owner: 'eric', at: minutesAfter(wards, 44), witness: 'rulindo', learntFrom: 'rulindo' },
      ...{ from: ['moment', seen.atTheBed], text: 'Hang a bottle of hand rub between two beds in surgery' },
      ...{ dueOn: day(-10), reportOn: day(5) },
      reports: [
        {
          ...{ at: at(5, '14:25'), status: 'on_the_way', scene: ['handRub', 12], next: day(-9) },
          text: 'Six of ten are up. We ran out of hooks; the carpenter makes four more.',
          replies: [
            { by: 'vestine', at: at(4, '08:30'), text: 'We use the hooks of infusion stands, turned round.' },
          ],
          heard: { by: 'innocent', at: at(4, '09:10') },
        },
      ],
    }),
    ...promised({
      ...{ room, owner: 'odette', at: minutesAfter(wards, 46), witness: 'rulindo', learntFrom: 'rulindo' },
      ...{ from: ['question', seen.whoMixes], text: 'Mix our first ten litres of hand rub' },
      ...{ dueOn: day(-9), reportOn: day(-11) },
    }),
    ...promised({
      ...{ room, owner: 'samuel', at: minutesAfter(wards, 47), witness: 'rulindo', session: 'wards-walk' },
      text: 'Hang the five moments at every sink in Muhura',
      ...{ dueOn: day(9), reportOn: day(7) },
      reports: [
        {
          ...{ at: at(8, '17:15'), status: 'done', scene: ['handRub', 27] },
          text: 'Fourteen sinks. The children’s ward drew its own, with animals.',
          replies: [{ by: 'eric', at: at(7, '10:00'), text: 'Could you send us the one with the animals?' }],
          heard: { by: 'vestine', at: at(7, '11:30') },
        },
      ],
    }),
    ...promised({
      ...{ room, owner: 'eric', at: at(15, '13:00'), witness: 'muhura' },
      text: 'Move the sluice room away from the kitchen door',
      ...{ dueOn: day(-20), reportOn: day(-2) },
      paused: {
        by: 'theo',
        at: at(9, '10:20'),
        reason: 'Floods: the mason is needed elsewhere.',
      },
    }),
    ...promised({
      ...{ room, owner: 'innocent', at: minutesAfter(wards, 49), witness: 'gihara', session: 'wards-walk' },
      text: 'Send our one-page audit form to both hospitals',
      ...{ dueOn: day(16), reportOn: day(15) },
      reports: [
        {
          ...{ at: at(17, '16:00'), status: 'done' },
          text: 'Sent. Please tell us which of the five boxes nobody understands.',
          heard: { by: 'theo', at: at(16, '08:20') },
        },
      ],
    }),
  ];
}
