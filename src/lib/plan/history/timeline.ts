import type { ChangeKind } from '#domain/plan/difference.ts';
import type { HistoryEntry } from '#domain/plan/history.ts';
import type { CardKind } from '#domain/plan/card.ts';
import type { RoomInstitution } from '#domain/room/room.ts';
import type { VersionKind } from '#domain/plan/versions.ts';
import { m } from '$lib/paraglide/messages.js';
import type { ThreadItem } from '$lib/thread/thread.ts';
import { dayIn, fullDay, relativeDay, timeIn, type Locale } from '$lib/ui/relative-day.ts';

/** An entry as the page gets it. */
export interface Entry extends HistoryEntry {
  kind: CardKind;
  lang: string;
  title: string;
  isDeleted: boolean;
  byName: string | null;
  institutionId: string | null;
}
/** A version as lists name it. */
export interface Marker {
  id: string;
  kind: VersionKind;
  at: Date;
  day: string;
  session: { id: string; title: string } | null;
  jointlySignedAt: Date | null;
}

export interface Knot extends ThreadItem {
  entry: Entry | null;
}
export interface Day {
  day: string;
  words: string;
  knots: Knot[];
}

interface Look {
  now: string;
  zone: string;
  lang: Locale;
}
interface Room {
  id: string;
  institutions: readonly RoomInstitution[];
}

const did: Record<ChangeKind, (words: { who: string; title: string }) => string> = {
  added: m.history_did_added,
  changed: m.history_did_changed,
  moved: m.history_did_moved,
  deleted: m.history_did_deleted,
  taken_back: m.history_did_taken_back,
};

/** Entries and versions as the knots of a thread, the newest first, under the days on which they were. */
export function timeline(
  { entries, markers }: { entries: readonly Entry[]; markers: readonly Marker[] },
  room: Room,
  look: Look,
): Day[] {
  const knots = [
    ...entries.map((entry) => ({ at: entry.at, knot: entryKnot(entry, room, look) })),
    ...markers.map((marker) => ({ at: marker.at, knot: markerKnot(marker, room, look) })),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
  const days: Day[] = [];
  for (const { at, knot } of knots) {
    const day = dayIn(at, look.zone);
    if (days.at(-1)?.day !== day)
      days.push({ day, words: relativeDay(day, dayIn(look.now, look.zone), look.lang), knots: [] });
    days.at(-1)!.knots.push(knot);
  }
  return days;
}

function entryKnot(entry: Entry, room: Room, look: Look): Knot {
  const institution = room.institutions.find((one) => one.id === entry.institutionId);
  const title = entry.title || m.plan_untitled();
  return {
    ...{ id: entry.id, entry },
    title: did[entry.what]({ who: entry.byName ?? m.history_somebody(), title }),
    detail: institution?.shortName ?? null,
    ...when(entry.at, look),
    ...(entry.isDeleted ? {} : { href: `/rooms/${room.id}/plan#card-${entry.cardId}` }),
    side: institution?.side === 'giver' ? 'giver' : 'receiver',
    twin: institution?.twin ?? 'c',
  };
}

function markerKnot(marker: Marker, room: Room, look: Look): Knot {
  return {
    ...{ id: marker.id, entry: null, title: markerWords(marker), ...when(marker.at, look) },
    href: versionHref(marker, room.id),
    ...{ side: 'giver', twin: 'c' },
  };
}

const when = (at: Date, { zone, lang }: Look) => ({
  when: timeIn(at, zone, lang),
  at: at.toISOString(),
  full: `${fullDay(dayIn(at, zone), lang)}, ${timeIn(at, zone, lang)}`,
});

/** Why a version was kept. */
export function markerWords({ kind, session, jointlySignedAt }: Marker): string {
  if (kind === 'signed') return jointlySignedAt ? m.history_kind_joint() : m.history_kind_signed();
  if (session) return m.history_kind_session({ title: session.title });
  return m.history_kind_daily();
}

/** Where a version is looked at. */
export const versionHref = ({ id, kind }: Marker, roomId: string): string =>
  `/rooms/${roomId}/plan/${kind === 'signed' ? 'signed' : 'history'}/${id}`;
