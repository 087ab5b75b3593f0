import { findDue } from '../commitment/find-due.ts';
import type { Happening, Stage } from './stage.ts';

/** Each morning of the past the nudges of that day are found, as the job finds them; today's it finds itself. */
export function mornings({ calendar }: Stage): Happening[] {
  return Array.from({ length: 45 }, (_, before) => {
    const at = calendar.at(before + 1, '08:01');
    return { at, act: ({ db }: Stage) => findDue({ db, now: at }) };
  });
}
