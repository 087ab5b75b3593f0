import type { EventItem, EventKind } from '#domain/event/event.ts';
import { m } from '$lib/paraglide/messages.js';

/** What a happening is called on the thread of a plan. */
export const grewTitle: Record<EventKind, () => string> = {
  room_opened: m.plan_grew_room_opened,
  person_joined: m.plan_grew_person_joined,
  step_moved: m.plan_grew_step_moved,
  plan_changed: m.plan_grew_plan_changed,
  session_planned: m.plan_grew_session,
  session_moved: m.plan_grew_session,
  session_cancelled: m.plan_grew_session,
  session_opened: m.plan_grew_session,
  session_ended: m.plan_grew_session_ended,
  walkthrough_started: m.plan_grew_walkthrough,
  walkthrough_ended: m.plan_grew_walkthrough,
  question_asked: m.plan_grew_question,
  question_answered: m.plan_grew_question_answered,
  question_carried: m.plan_grew_question,
  moment_kept: m.plan_grew_moment,
  commitment_made: m.plan_grew_commitment,
  commitment_accepted: m.plan_grew_commitment_accepted,
  commitment_moved: m.plan_grew_commitment_changed,
  commitment_paused: m.plan_grew_commitment_changed,
  commitment_resumed: m.plan_grew_commitment_changed,
  commitment_handed_over: m.plan_grew_commitment_changed,
  report_back_given: m.plan_grew_report,
  report_back_heard: m.plan_grew_report,
  reply_written: m.plan_grew_reply,
};

const minor: readonly EventKind[] = ['person_joined', 'session_moved', 'walkthrough_ended', 'session_opened'];

/** The happenings that made the plan what it is, newest first. */
export const grown = (events: readonly EventItem[], most = 8): EventItem[] =>
  events.filter((event) => !minor.includes(event.kind)).slice(0, most);

/** In whose words: what was named or written, and by whom. */
export const grewDetail = (event: EventItem): string =>
  [event.data.station, event.data.title ?? event.data.text, event.byName]
    .filter((part): part is string => typeof part === 'string' && part !== '')
    .slice(0, 2)
    .join(' · ');
