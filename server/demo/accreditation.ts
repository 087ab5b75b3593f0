import { accreditationCommitments } from './accreditation-commitments.ts';
import { accreditationPlan } from './accreditation-plan.ts';
import { accreditationSessions, seenInRulindo } from './accreditation-sessions.ts';
import { steps, visits, type Happening, type Stage } from './stage.ts';

/** A small health centre shows two hospitals how its wards stay clean. */
export function accreditation(stage: Stage): Happening[] {
  const { at } = stage.calendar;
  const seen = seenInRulindo();
  return [
    ...steps('accreditation', [
      [2, at(48, '09:00')],
      [3, at(18, '12:00')],
    ]),
    ...accreditationPlan(stage),
    ...accreditationSessions(stage, seen),
    ...accreditationCommitments(stage, seen),
    ...visits('accreditation', [
      ['theo', at(9, '10:15')],
      ['odette', at(6, '12:00')],
      ['grace', at(10, '08:00')],
      ['innocent', at(4, '09:15')],
      ['felix', at(3, '08:00')],
    ]),
  ];
}
