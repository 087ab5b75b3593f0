import type { CommitmentItem, CommitmentState, Origin } from '#domain/commitment/commitment.ts';
import { m } from '$lib/paraglide/messages.js';
import { dueWords, shortDay, type Locale } from '$lib/ui/relative-day.ts';
import type { Tone } from '$lib/ui/types.ts';

/** Where a commitment stands, in words that name the date, with the tone of its pill. */
export function stateWords(
  state: CommitmentState,
  today: string,
  lang: Locale,
): { words: string; tone: Tone; day: string | null } {
  switch (state.kind) {
    case 'heard':
      return { words: m.commitment_state_heard(), tone: 'good', day: null };
    case 'done':
      return { words: m.commitment_state_done(), tone: 'good', day: null };
    case 'paused':
      return {
        words: state.reason
          ? m.commitment_state_paused({ reason: inShort(state.reason) })
          : m.commitment_state_paused_plain(),
        tone: 'neutral',
        day: null,
      };
    case 'late':
      return { words: m.commitment_state_late({ count: -state.days }), tone: 'late', day: state.reportOn };
    case 'due':
      return { ...dueWords(state.reportOn, today, lang), day: state.reportOn };
    default:
      return later(state, today, lang);
  }
}

/** The first words of a reason; all of it stands on the commitment's page. */
const inShort = (reason: string): string =>
  reason.length <= 28 ? reason.replace(/\.$/, '') : `${reason.slice(0, 28).replace(/[\s.,;:]+\S*$/, '')}…`;

function later(
  state: Exclude<CommitmentState, { kind: 'heard' | 'done' | 'paused' | 'late' | 'due' }>,
  today: string,
  lang: Locale,
): { words: string; tone: Tone; day: string } {
  const day = shortDay(state.reportOn, today, lang);
  const at = { day: state.reportOn };
  if (state.kind === 'reported')
    return state.status === 'stuck'
      ? { words: m.commitment_state_stuck({ day }), tone: 'late', ...at }
      : { words: m.commitment_state_on_the_way({ day }), tone: 'brand', ...at };
  return state.kind === 'proposed'
    ? { words: m.commitment_state_proposed({ day }), tone: 'due', ...at }
    : { words: m.commitment_state_open({ day }), tone: 'neutral', ...at };
}

/** "moment at “Dispensing”", "from the plan". */
export function originWords({ kind, station }: Pick<Origin, 'kind' | 'station'>): string {
  switch (kind) {
    case 'question':
      return station ? m.commitment_origin_question_at({ station }) : m.commitment_origin_question();
    case 'moment':
      return station ? m.commitment_origin_moment_at({ station }) : m.commitment_origin_moment();
    case 'plan_card':
      return m.commitment_origin_plan_card();
    case 'session':
      return m.commitment_origin_session();
    case 'report_back':
      return m.commitment_origin_report_back();
  }
}

/** The heading over what a new commitment is made from. */
export function startWords({ kind, station }: Pick<Origin, 'kind' | 'station'>): string {
  switch (kind) {
    case 'question':
      return station ? m.commitment_make_from_question_at({ station }) : m.commitment_make_from_question();
    case 'moment':
      return station ? m.commitment_make_from_moment_at({ station }) : m.commitment_make_from_moment();
    case 'plan_card':
      return m.commitment_make_from_plan_card();
    case 'session':
      return m.commitment_make_from_session();
    case 'report_back':
      return m.commitment_make_from_report_back();
  }
}

/** Where it belongs and where it came from: "Pharmacy supply chain · moment at “Dispensing”". */
export const placeWords = (item: CommitmentItem, { room = true }: { room?: boolean } = {}): string =>
  [room ? item.room.name : null, item.origin ? originWords(item.origin) : null].filter(Boolean).join(' · ');
