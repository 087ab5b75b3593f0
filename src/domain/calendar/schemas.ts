import * as v from 'valibot';
import { idOf, type SessionId } from '../ids.ts';
import { checkbox, choice } from '../input.ts';
import { answers, extents, rhythms, seriesLimit } from './calendar.ts';

export const rhythm = v.optional(choice(rhythms), 'once');
export const extent = v.optional(choice(extents), 'this');
export const answerSession = v.object({ sessionId: idOf<SessionId>(), answer: choice(answers), extent });
export const answerByLink = v.object({ answer: choice(answers), extent });

/** How many sessions of a series, the first included. Left alone when it is none. */
export const times = v.optional(
  v.pipe(
    v.union([v.string(), v.number()], 'error_session_times'),
    v.transform((value) => Number(String(value).trim() || NaN)),
    v.integer('error_session_times'),
    v.minValue(1, 'error_session_times'),
    v.maxValue(seriesLimit, 'error_session_times'),
  ),
  1,
);

/** With the days of one's own commitments, or sessions only. */
export const makeFeed = v.object({ withDue: checkbox });
export const noInput = v.object({});
