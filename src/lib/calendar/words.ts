import type { Answer, AnswerCounts, MailState, Rhythm } from '#domain/calendar/calendar.ts';
import { m } from '$lib/paraglide/messages.js';

const said: Record<Answer, () => string> = {
  coming: m.calendar_said_coming,
  perhaps: m.calendar_said_perhaps,
  not: m.calendar_said_not,
};
/** What somebody else said. */
export const saidWords = (answer: Answer): string => said[answer]();

const says: Record<Answer, () => string> = {
  coming: m.calendar_answer_coming,
  perhaps: m.calendar_answer_perhaps,
  not: m.calendar_answer_not,
};
/** What one says oneself. */
export const sayWords = (answer: Answer): string => says[answer]();

export const toneOf = { coming: 'good', perhaps: 'due', not: 'neutral' } as const;

const rhythms: Record<Rhythm, () => string> = {
  once: m.calendar_every_once,
  week: m.calendar_every_week,
  two_weeks: m.calendar_every_two_weeks,
  month: m.calendar_every_month,
};
export const rhythmWords = (every: Rhythm): string => rhythms[every]();

const mails: Record<MailState, () => string> = {
  no_address: m.calendar_mail_no_address,
  waiting: m.calendar_mail_waiting,
  sending: m.calendar_mail_sending,
  sent: m.calendar_mail_sent,
  failed: m.calendar_mail_failed,
};
export const mailWords = (state: MailState): string => mails[state]();
export const mailTone: Record<MailState, 'due' | 'neutral' | 'good' | 'late'> = {
  no_address: 'due',
  waiting: 'neutral',
  sending: 'neutral',
  sent: 'good',
  failed: 'late',
};

/** "3 come · 1 perhaps · 4 without an answer"; what nobody said is left out. */
export const countWords = ({ coming, perhaps, not, silent }: AnswerCounts): string =>
  [
    coming > 0 && m.calendar_count_coming({ count: coming }),
    perhaps > 0 && m.calendar_count_perhaps({ count: perhaps }),
    not > 0 && m.calendar_count_not({ count: not }),
    silent > 0 && m.calendar_count_silent({ count: silent }),
  ]
    .filter(Boolean)
    .join(' · ');
