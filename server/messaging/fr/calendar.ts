import type { CalendarMessages, ToldSession } from '../../calendar/messages.ts';
import type { Texts, Writing } from '../messages.ts';

const notes = {
  new: '',
  moved: 'Déplacée\u00a0: ',
  changed: 'Modifiée\u00a0: ',
  cancelled: 'Annulée\u00a0: ',
  same: '',
} as const;

const count = (sessions: readonly ToldSession[]) =>
  sessions.length === 1 ? '1 séance' : `${sessions.length} séances`;

const lines = (sessions: readonly ToldSession[], zone: string, { when }: Writing) =>
  sessions.flatMap((session) => [
    notes[session.note] + when(session, zone),
    ...(session.movedFrom
      ? [`    au lieu du ${when({ ...session, startsAt: session.movedFrom }, zone)}`]
      : []),
  ]);

const agenda = ({ agenda: points }: ToldSession) =>
  points.length > 0 ? `À l’ordre du jour\u00a0: ${points.join(' · ')}` : undefined;

const choices = (session: ToldSession, personId: string, { answering }: Writing) => [
  { label: 'Je viens', href: answering(session.id, personId, 'coming') },
  { label: 'Peut-être', href: answering(session.id, personId, 'perhaps') },
  { label: 'Je ne peux pas', href: answering(session.id, personId, 'not') },
];

const look = (session: ToldSession, { page }: Writing) => ({
  label: 'Voir la séance',
  href: page(`/sessions/${session.id}`),
});

export const calendarTexts: Pick<Texts, keyof CalendarMessages> = {
  session_invited: (data, writing) => {
    const [first] = data.sessions;
    const many = data.sessions.length > 1;
    const after = many
      ? 'Les boutons répondent pour la première\u00a0; vous pouvez dire la même chose pour toutes.'
      : undefined;
    return {
      subject: many
        ? `Invitation\u00a0: ${first!.title}, ${count(data.sessions)}`
        : `Invitation\u00a0: ${first!.title}, ${writing.when(first!, data.zone)}`,
      lead: `${data.byName} vous invite à ${many ? count(data.sessions) : 'une séance'} de la salle «\u00a0${data.roomName}\u00a0»\u00a0:`,
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
      ? 'Déplacée'
      : told.every(({ note }) => note === 'cancelled')
        ? 'Annulée'
        : 'Modifiée';
    return {
      subject: `${what}\u00a0: ${first.title}, ${told.length > 1 ? count(told) : writing.when(first, data.zone)}`,
      lead: `Il y a du nouveau dans la salle «\u00a0${data.roomName}\u00a0». Votre agenda suit\u00a0:`,
      quote: first.title,
      lines: lines(told, data.zone, writing),
      ...(coming ? { choices: choices(coming, data.personId, writing) } : {}),
      button: look(first, writing),
      after: [
        first.note === 'moved'
          ? 'Votre réponse d’avant portait sur l’ancien horaire. Merci de répondre à nouveau.'
          : null,
        agenda(first),
      ]
        .filter(Boolean)
        .join('\n'),
      calendar: data.calendar,
    };
  },
  session_cancelled: (data, writing) => ({
    subject: `Annulée\u00a0: ${data.sessions[0]!.title}`,
    lead: `Ceci n’aura pas lieu et quitte votre agenda. Salle «\u00a0${data.roomName}\u00a0»\u00a0:`,
    quote: data.sessions[0]!.title,
    lines: lines(data.sessions, data.zone, writing),
    button: look(data.sessions[0]!, writing),
    calendar: data.calendar,
  }),
  session_withdrawn: (data, writing) => ({
    subject: `Retirée de votre agenda\u00a0: ${data.sessions[0]!.title}`,
    lead: `Vous ne faites plus partie de la salle «\u00a0${data.roomName}\u00a0»\u00a0; ceci quitte donc votre agenda\u00a0:`,
    quote: data.sessions[0]!.title,
    lines: lines(data.sessions, data.zone, writing),
    button: { label: 'Ouvrir Twinward', href: writing.page('/') },
    calendar: data.calendar,
  }),
  session_tomorrow: ({ session, ...data }, writing) => ({
    subject: `Demain\u00a0: ${session.title}, ${writing.when(session, data.zone)}`,
    lead: `Demain, vous vous retrouvez dans la salle «\u00a0${data.roomName}\u00a0»\u00a0:`,
    quote: session.title,
    lines: lines([session], data.zone, writing),
    choices: choices(session, data.personId, writing),
    button: look(session, writing),
    after: agenda(session),
  }),
  session_soon: ({ session, ...data }, writing) => ({
    subject: `Dans l’heure\u00a0: ${session.title}`,
    lead: `La séance commence bientôt dans la salle «\u00a0${data.roomName}\u00a0»\u00a0:`,
    quote: session.title,
    lines: lines([session], data.zone, writing),
    button: { label: 'Aller à la séance', href: writing.page(`/sessions/${session.id}`) },
    after: 'La page dit ce que l’appel coûtera avant que vous n’entriez.',
  }),
};
