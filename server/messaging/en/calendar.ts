import type { CalendarMessages, ToldSession } from '../../calendar/messages.ts';
import type { Texts, Writing } from '../messages.ts';

const notes = {
  new: '',
  moved: 'Moved: ',
  changed: 'Changed: ',
  cancelled: 'Called off: ',
  same: '',
} as const;

const count = (sessions: readonly ToldSession[]) =>
  sessions.length === 1 ? '1 session' : `${sessions.length} sessions`;

/** Each session on a line, the one or two dozen of a series too. */
const lines = (sessions: readonly ToldSession[], zone: string, { when }: Writing) =>
  sessions.flatMap((session) => [
    notes[session.note] + when(session, zone),
    ...(session.movedFrom
      ? [`    instead of ${when({ ...session, startsAt: session.movedFrom }, zone)}`]
      : []),
  ]);

const agenda = ({ agenda: points }: ToldSession) =>
  points.length > 0 ? `On the agenda: ${points.join(' · ')}` : undefined;

const choices = (session: ToldSession, personId: string, { answering }: Writing) => [
  { label: 'I come', href: answering(session.id, personId, 'coming') },
  { label: 'Perhaps', href: answering(session.id, personId, 'perhaps') },
  { label: 'I cannot', href: answering(session.id, personId, 'not') },
];

const look = (session: ToldSession, { page }: Writing) => ({
  label: 'See the session',
  href: page(`/sessions/${session.id}`),
});

export const calendarTexts: Pick<Texts, keyof CalendarMessages> = {
  session_invited: (data, writing) => {
    const [first] = data.sessions;
    const many = data.sessions.length > 1;
    const after = many ? `The buttons answer for the first one; you can say the same for all.` : undefined;
    return {
      subject: many
        ? `Invitation: ${first!.title}, ${count(data.sessions)}`
        : `Invitation: ${first!.title}, ${writing.when(first!, data.zone)}`,
      lead: `${data.byName} invites you to ${many ? `${count(data.sessions)} of` : 'a session of'} the room “${data.roomName}”:`,
      quote: first!.title,
      lines: lines(data.sessions, data.zone, writing),
      choices: choices(first!, data.personId, writing),
      button: look(first!, writing),
      after: [after, agenda(first!)].filter(Boolean).join('\n') || undefined,
      calendar: data.calendar,
    };
  },
  session_changed: (data, writing) => {
    const told = data.sessions.filter(({ note }) => note !== 'same');
    const first = told.find(({ note }) => note !== 'cancelled') ?? told[0]!;
    const coming = data.sessions.find((one) => one.id === first.id && first.note !== 'cancelled');
    const what = told.some(({ note }) => note === 'moved')
      ? 'Moved'
      : told.every(({ note }) => note === 'cancelled')
        ? 'Called off'
        : 'Changed';
    return {
      subject: `${what}: ${first.title}, ${told.length > 1 ? count(told) : writing.when(first, data.zone)}`,
      lead: `Something is different in the room “${data.roomName}”. Your calendar changes along:`,
      quote: first.title,
      lines: lines(told, data.zone, writing),
      ...(coming ? { choices: choices(coming, data.personId, writing) } : {}),
      button: look(first, writing),
      after: [
        first.note === 'moved'
          ? 'What you answered before was about the old time. Please say it again.'
          : null,
        agenda(first),
      ]
        .filter(Boolean)
        .join('\n'),
      calendar: data.calendar,
    };
  },
  session_cancelled: (data, writing) => ({
    subject: `Called off: ${data.sessions[0]!.title}`,
    lead: `This does not take place. Your calendar forgets it. In the room “${data.roomName}”:`,
    quote: data.sessions[0]!.title,
    lines: lines(data.sessions, data.zone, writing),
    button: look(data.sessions[0]!, writing),
    calendar: data.calendar,
  }),
  session_withdrawn: (data, writing) => ({
    subject: `No longer in your calendar: ${data.sessions[0]!.title}`,
    lead: `You are no longer in the room “${data.roomName}”, so these leave your calendar:`,
    quote: data.sessions[0]!.title,
    lines: lines(data.sessions, data.zone, writing),
    button: { label: 'Open Twinward', href: writing.page('/') },
    calendar: data.calendar,
  }),
  session_tomorrow: ({ session, ...data }, writing) => ({
    subject: `Tomorrow: ${session.title}, ${writing.when(session, data.zone)}`,
    lead: `Tomorrow you meet in the room “${data.roomName}”:`,
    quote: session.title,
    lines: lines([session], data.zone, writing),
    choices: choices(session, data.personId, writing),
    button: look(session, writing),
    after: agenda(session),
  }),
  session_soon: ({ session, ...data }, writing) => ({
    subject: `Within the hour: ${session.title}`,
    lead: `It begins soon in the room “${data.roomName}”:`,
    quote: session.title,
    lines: lines([session], data.zone, writing),
    button: { label: 'Go to the session', href: writing.page(`/sessions/${session.id}`) },
    after: 'The page says what the call will cost before you join.',
  }),
};
