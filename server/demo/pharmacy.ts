import { pharmacyCommitments } from './pharmacy-commitments.ts';
import { pharmacyPlan } from './pharmacy-plan.ts';
import { pharmacyTalk } from './pharmacy-talk.ts';
import { asksOf, pharmacySessions } from './pharmacy-sessions.ts';
import { steps, visits, type Happening, type Stage } from './stage.ts';

/** Gihara shows Nyanza Lake how its pharmacy hardly ever runs out. */
export function pharmacy(stage: Stage): Happening[] {
  const { at } = stage.calendar;
  const asks = asksOf();
  return [
    ...steps('pharmacy', [
      [2, at(58, '09:00')],
      [3, at(56, '11:00')],
      [4, at(40, '16:00')],
      [5, at(27, '15:00')],
    ]),
    ...pharmacyPlan(stage),
    ...pharmacyTalk(stage),
    ...pharmacySessions(stage, asks),
    ...pharmacyCommitments(stage, asks),
    ...visits('pharmacy', [
      ['odette', at(4, '12:00')],
      ['jeanpaul', at(3, '18:00')],
      ['theo', at(5, '11:00')],
      ['grace', at(8, '08:00')],
      ['alice', at(2, '14:30')],
      ['clemence', at(6, '09:00')],
      ['felix', at(2, '08:00')],
    ]),
  ];
}
