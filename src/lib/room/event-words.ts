import type { EventItem, EventKind } from '#domain/event/event.ts';
import type { RoomInstitution } from '#domain/room/room.ts';
import { m } from '$lib/paraglide/messages.js';
import type { ThreadItem } from '$lib/thread/thread.ts';
import { dayIn, fullDay, relativeDay, type Locale } from '$lib/ui/relative-day.ts';

const titles: Record<EventKind, (who: string, event: EventItem) => string> = {
  room_opened: () => m.room_event_room_opened(),
  person_joined: (_, { data }) => m.room_event_person_joined({ title: data.title ?? '' }),
  person_changed: (_, { data }) => m.rights_event_person_changed({ title: data.title ?? '' }),
  person_replaced: (_, { data }) =>
    m.rights_event_person_replaced({ title: data.title ?? '', to: String(data['to'] ?? '') }),
  person_removed: (_, { data }) => m.rights_event_person_removed({ title: data.title ?? '' }),
  person_left: (_, { data }) => m.rights_event_person_left({ title: data.title ?? '' }),
  institution_left: (_, { data }) => m.rights_event_institution_left({ title: data.title ?? '' }),
  institution_joined: (_, { data }) => m.rights_event_institution_joined({ title: data.title ?? '' }),
  institution_returned: (_, { data }) => m.rights_event_institution_returned({ title: data.title ?? '' }),
  step_moved: (_, { data }) => m.room_event_step_moved({ step: Number(data['step']) }),
  plan_changed: (who) => m.room_event_plan_changed({ who }),
  comment_written: (who) => m.talk_event_comment_written({ who }),
  thread_resolved: (who) => m.talk_event_thread_resolved({ who }),
  thread_reopened: (who) => m.talk_event_thread_reopened({ who }),
  thread_carried: (who) => m.talk_event_thread_carried({ who }),
  suggestion_made: (who) => m.talk_event_suggestion_made({ who }),
  suggestion_accepted: (who) => m.talk_event_suggestion_accepted({ who }),
  suggestion_declined: (who) => m.talk_event_suggestion_declined({ who }),
  plan_signed: (who) => m.history_event_signed({ who }),
  plan_jointly_signed: () => m.history_event_joint(),
  plan_signature_withdrawn: (who) => m.history_event_withdrawn({ who }),
  session_planned: (who) => m.room_event_session_planned({ who }),
  session_moved: () => m.room_event_session_moved(),
  session_cancelled: () => m.room_event_session_cancelled(),
  session_opened: () => m.room_event_session_opened(),
  session_ended: () => m.room_event_session_ended(),
  walkthrough_started: (who) => m.room_event_walkthrough_started({ who }),
  walkthrough_ended: (who) => m.room_event_walkthrough_ended({ who }),
  question_asked: (who) => m.room_event_question_asked({ who }),
  question_answered: () => m.room_event_question_answered(),
  question_carried: () => m.room_event_question_carried(),
  moment_kept: (who, { data }) =>
    data.station
      ? m.room_event_moment_kept_at({ who, station: data.station })
      : m.room_event_moment_kept({ who }),
  commitment_made: (who) => m.room_event_commitment_made({ who }),
  commitment_accepted: (who) => m.room_event_commitment_accepted({ who }),
  commitment_moved: () => m.room_event_commitment_moved(),
  commitment_paused: () => m.room_event_commitment_paused(),
  commitment_resumed: () => m.room_event_commitment_resumed(),
  commitment_handed_over: () => m.room_event_commitment_handed_over(),
  report_back_given: (who) => m.room_event_report_back_given({ who }),
  report_back_heard: (who) => m.room_event_report_back_heard({ who }),
  reply_written: (who) => m.room_event_reply_written({ who }),
};

/** What happened, in the reader's words. */
export const eventTitle = (event: EventItem): string =>
  titles[event.kind](event.byName ?? m.room_event_someone(), event);

/** Where an event leads: the thing it is about, or its room's page. */
export function eventHref({ kind, subjectKind, subjectId, data }: EventItem, roomId: string): string {
  if (kind === 'plan_jointly_signed') return `/rooms/${roomId}/plan/signed/${subjectId}`;
  if (subjectKind === 'session') return `/sessions/${subjectId}`;
  if (subjectKind === 'commitment') return `/commitments/${subjectId}`;
  if (subjectKind === 'plan_version') return `/rooms/${roomId}/plan/sign-off`;
  if (subjectKind === 'person' || subjectKind === 'institution') return `/rooms/${roomId}/people`;
  const card = typeof data['cardId'] === 'string' ? `?card=${data['cardId']}` : '';
  const thread = subjectKind === 'plan_thread' ? `&thread=${subjectId}` : '';
  return `/rooms/${roomId}/plan${card && card + thread}`;
}

/** An event as a knot of the thread: square for the giver, round for the receiver, in the institution's colour. */
export function toThreadItem(
  event: EventItem,
  room: { id: string; institutions: readonly RoomInstitution[] },
  look: { now: string; zone: string; lang: Locale },
): ThreadItem {
  const institution = room.institutions.find((one) => one.id === event.institutionId);
  const day = dayIn(event.at, look.zone);
  return {
    id: event.id,
    title: eventTitle(event),
    detail:
      event.data.text ?? (/^(person|institution)_/.test(event.kind) ? null : (event.data.title ?? null)),
    when: relativeDay(day, dayIn(look.now, look.zone), look.lang),
    at: event.at.toISOString(),
    full: fullDay(day, look.lang),
    href: eventHref(event, room.id),
    side: institution?.side === 'giver' ? 'giver' : 'receiver',
    twin: institution?.twin ?? 'c',
  };
}
