import { pharmacieCommitments } from './pharmacie-commitments.ts';
import { pharmaciePlan } from './pharmacie-plan.ts';
import { pharmacieSessions, seenInNgozi } from './pharmacie-sessions.ts';
import { steps, visits, type Happening, type Stage } from './stage.ts';

/** Ngozi montre à Kibuye comment sa pharmacie compte et commande. */
export function pharmacie(stage: Stage): Happening[] {
  const { at } = stage.calendar;
  const seen = seenInNgozi();
  return [
    ...steps('pharmacie', [
      [2, at(52, '09:00')],
      [3, at(47, '09:00')],
      [4, at(20, '10:00')],
    ]),
    ...pharmaciePlan(stage),
    ...pharmacieSessions(stage, seen),
    ...pharmacieCommitments(stage, seen),
    ...visits('pharmacie', [
      ['esperance', at(7, '18:00')],
      ['aline', at(6, '08:00')],
      ['reverien', at(9, '08:00')],
      ['spes', at(7, '08:45')],
    ]),
  ];
}
