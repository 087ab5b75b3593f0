import ical, {
  ICalAlarmType,
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventStatus,
  ICalEventTransparency,
  type ICalCalendar,
  type ICalEventData,
} from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import type { Answer } from '#domain/calendar/calendar.ts';
import type { Rule } from '../session/series.ts';
import { describeZone } from './time-zone.ts';

/** An event of a calendar file; times as ISO strings, so that it can wait in the outbox. */
export interface FileEvent {
  /** Unique here; the file adds our host. */
  uid: string;
  sequence: number;
  title: string;
  startsAt: string;
  minutes: number;
  zone: string;
  cancelled: boolean;
  roomName: string;
  agenda: readonly string[];
  /** Path of its page. */
  path: string;
  rule?: Rule & { count: number };
  /** Of a series: when the rule would have sessions that do not take place. */
  without?: readonly string[];
  /** Of a session of a series that differs: when the rule would have it. */
  insteadOf?: string;
}

export interface EventFile {
  method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
  events: readonly FileEvent[];
  /** Who invites, by name. The address is the product's own: nobody's is given away. */
  organizer?: string;
  attendee?: { name: string; email: string; answer: Answer | null };
  /** The name of a calendar that is subscribed to. */
  name?: string;
  /** Days on which something is due. */
  due?: readonly { uid: string; title: string; day: string; path: string }[];
}

export interface FileWords {
  join: string;
  room: string;
  agenda: string;
  colon: string;
}
interface Around {
  origin: string;
  /** The product's own sender, `Name <address>`. */
  from: string;
  words: FileWords;
  /** When the file says this. */
  stamp: Date;
}

const partstat = {
  coming: ICalAttendeeStatus.ACCEPTED,
  perhaps: ICalAttendeeStatus.TENTATIVE,
  not: ICalAttendeeStatus.DECLINED,
};

/** Writes a calendar file. Times carry their zone, so that a series keeps its time of day through daylight saving. */
export function writeEventFile(file: EventFile, around: Around): string {
  const earliest = new Date(file.events[0]?.startsAt ?? around.stamp);
  const calendar = ical({
    prodId: { company: 'Twinward', product: 'Twinward', language: 'EN' },
    method: ICalCalendarMethod[file.method],
    timezone: { name: null, generator: (zone) => describeZone(zone, earliest) },
    ...(file.name ? { name: file.name, ttl: 3600 } : {}),
  });
  for (const event of file.events) addEvent(calendar, event, file, around);
  for (const { uid, title, day, path } of file.due ?? [])
    calendar.createEvent({
      ...{
        id: `${uid}@${hostOf(around)}`,
        summary: title,
        start: dayAsDate(day),
        allDay: true,
        stamp: around.stamp,
      },
      ...{ url: around.origin + path, description: around.origin + path },
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  return calendar.toString();
}

// The library writes the days of a Date as this machine's clock has them.
const dayAsDate = (day: string): Date => new Date(`${day}T12:00:00`);

function addEvent(calendar: ICalCalendar, event: FileEvent, file: EventFile, around: Around): void {
  const url = around.origin + event.path;
  const start = zoned(event.startsAt, event.zone);
  const added = calendar.createEvent({
    id: `${event.uid}@${hostOf(around)}`,
    sequence: event.sequence,
    stamp: around.stamp,
    start,
    end: start.add({ minutes: event.minutes }),
    timezone: event.zone,
    summary: plain(event.title),
    description: describe(event, url, around.words),
    location: url,
    url,
    status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    ...repeating(event),
  });
  if (event.insteadOf) added.recurrenceId(zoned(event.insteadOf, event.zone));
  if (file.organizer) added.organizer({ name: plain(file.organizer), email: addressIn(around.from) });
  if (file.attendee)
    added.createAttendee({
      name: plain(file.attendee.name),
      email: file.attendee.email,
      role: ICalAttendeeRole.REQ,
      rsvp: false,
      status: file.attendee.answer ? partstat[file.attendee.answer] : ICalAttendeeStatus.NEEDSACTION,
    });
  if (!event.cancelled && file.method !== 'CANCEL')
    added.createAlarm({ type: ICalAlarmType.display, trigger: 15 * 60, description: plain(event.title) });
}

function repeating({ rule, without = [], zone }: FileEvent): Pick<ICalEventData, 'repeating'> {
  if (!rule) return {};
  const { freq, interval, count, byDay, bySetPos } = rule;
  return {
    repeating: {
      ...{ freq: freq as never, interval, count },
      ...(byDay && bySetPos ? { byDay: [byDay as never], bySetPos } : {}),
      ...(without.length > 0 ? { exclude: without.map((at) => zoned(at, zone)), excludeTimezone: zone } : {}),
    },
  };
}

const describe = ({ roomName, agenda }: FileEvent, url: string, words: FileWords): string =>
  [
    `${words.join}${words.colon} ${url}`,
    `${words.room}${words.colon} ${plain(roomName)}`,
    ...(agenda.length > 0
      ? [`${words.agenda}${words.colon}\n${agenda.map((point) => `- ${plain(point)}`).join('\n')}`]
      : []),
  ].join('\n\n');

const zoned = (at: string, zone: string) => Temporal.Instant.from(at).toZonedDateTimeISO(zone);

// Control characters end a line of the file early in some readers.
// eslint-disable-next-line no-control-regex
const plain = (words: string): string => words.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();

const hostOf = ({ origin }: Around): string => new URL(origin).hostname;

/** The bare address of `Name <address>`. */
export const addressIn = (from: string): string => /<([^>]+)>/.exec(from)?.[1] ?? from;
