import type { EventKind } from '#domain/event/event.ts';
import { m } from '$lib/paraglide/messages.js';
import type { ThreadItem } from '$lib/thread/thread.ts';
import { dayIn, fullDay, shortDay, type Locale } from '$lib/ui/relative-day.ts';
import type { Twin } from '$lib/ui/types.ts';

/** One thing on the way of a commitment, as the server tells it. */
export interface Knot {
  id: string;
  kind: 'question' | 'moment' | 'plan_card' | 'session' | 'commitment_before' | EventKind;
  subjectId: string;
  at: Date;
  byName: string | null;
  institutionId: string | null;
  words: string;
  station: string | null;
  status: 'done' | 'on_the_way' | 'stuck' | null;
}
interface Look {
  now: string;
  zone: string;
  lang: Locale;
  commitmentId: string;
  institutions: readonly { id: string; side: string; twin: Twin }[];
}

/** A knot of the thread in the reader's words, in the colour of whose it is. */
export function toKnot(knot: Knot, look: Look): ThreadItem {
  const institution = look.institutions.find((one) => one.id === knot.institutionId) ?? look.institutions[0];
  const day = dayIn(knot.at, look.zone);
  const earlier = knot.subjectId !== look.commitmentId && knot.kind.startsWith('commitment_');
  return {
    id: knot.id,
    title: titleOf(knot),
    detail: knot.words || null,
    when: shortDay(day, dayIn(look.now, look.zone), look.lang),
    at: day,
    full: fullDay(day, look.lang),
    side: institution?.side === 'giver' ? 'giver' : 'receiver',
    twin: institution?.twin ?? 'a',
    ...(earlier ? { href: `/commitments/${knot.subjectId}` } : {}),
  };
}

const first = (name: string | null): string => name?.split(' ')[0] ?? m.commitment_someone();

function titleOf(knot: Knot): string {
  const who = { who: first(knot.byName) };
  const at = { station: knot.station ?? '' };
  switch (knot.kind) {
    case 'question':
      return knot.station
        ? m.commitment_knot_question_at({ ...who, ...at })
        : m.commitment_knot_question(who);
    case 'moment':
      return knot.station ? m.commitment_knot_moment_at(at) : m.commitment_knot_moment();
    case 'plan_card':
      return m.commitment_knot_plan_card();
    case 'session':
      return m.commitment_knot_session();
    case 'commitment_before':
      return m.commitment_knot_commitment_before();
    case 'report_back_given':
      return reportTitle(knot, who);
    default:
      return eventTitle(knot.kind, who);
  }
}

function reportTitle({ status }: Knot, who: { who: string }): string {
  if (status === 'stuck') return m.commitment_knot_report_stuck(who);
  return status === 'done' ? m.commitment_knot_report_done(who) : m.commitment_knot_report_on_the_way(who);
}

function eventTitle(kind: EventKind, who: { who: string }): string {
  switch (kind) {
    case 'commitment_accepted':
      return m.commitment_knot_commitment_accepted(who);
    case 'commitment_moved':
      return m.commitment_knot_commitment_moved();
    case 'commitment_paused':
      return m.commitment_knot_commitment_paused();
    case 'commitment_resumed':
      return m.commitment_knot_commitment_resumed();
    case 'commitment_handed_over':
      return m.commitment_knot_commitment_handed_over();
    case 'report_back_heard':
      return m.commitment_knot_report_back_heard(who);
    case 'reply_written':
      return m.commitment_knot_reply_written(who);
    default:
      return m.commitment_knot_commitment_made();
  }
}
