import { newId, type MomentId, type QuestionId, type WalkthroughId } from '#domain/ids.ts';
import type { Answer } from '#domain/calendar/calendar.ts';
import type { AgendaKind, SessionKind } from '#domain/session/session.ts';
import { arrive, depart } from '../session/attendance.ts';
import type { InstitutionKey, PersonKey, RoomKey } from './people.ts';
import type { Scene } from './pictures.ts';
import { takePicture } from './pictures.ts';
import { minutesAfter, sessionOf, writing, type Happening } from './stage.ts';

export type Agenda = readonly (readonly [AgendaKind, string, number])[];

export interface Planned {
  name: string;
  room: RoomKey;
  kind: SessionKind;
  title: string;
  day: string;
  time: string;
  start: Date;
  minutes: number;
  agenda: Agenda;
  planned: { by: PersonKey; at: Date };
}

/** Somebody plans a session. */
export const planned = (session: Planned): Happening => ({
  at: session.planned.at,
  act: async (stage) => {
    const id = await stage.app.sessions.plan(writing(stage, session.planned.by, session.room), {
      ...{ roomId: stage.rooms[session.room], kind: session.kind, title: session.title },
      ...{ day: session.day, time: session.time, minutes: session.minutes },
      agenda: session.agenda.map(([kind, title, minutes]) => ({ kind, title, minutes })),
    });
    stage.sessions.set(session.name, id);
  },
});

export interface Asked {
  id?: QuestionId;
  by: PersonKey;
  /** Minutes after the session's start; negative before it. */
  minute: number;
  text: string;
  /** Asked by voice at this institution, and noted by who facilitates. */
  spokenAt?: InstitutionKey;
  votes?: readonly PersonKey[];
  answered?: { by: PersonKey; minute: number; answer: string };
  carried?: { by: PersonKey; minute: number };
}

/** A question with its votes and what became of it. */
export function asked(session: Planned, question: Asked): Happening[] {
  const { room } = session;
  const id = question.id ?? newId<QuestionId>();
  const at = (minute: number) => minutesAfter(session.start, minute);
  const { by, minute, text, spokenAt, votes = [], answered, carried } = question;
  const happenings: Happening[] = [
    {
      at: at(minute),
      act: (stage) =>
        stage.app.questions.ask(writing(stage, by, room), {
          ...{ id, sessionId: sessionOf(stage, session.name), text, spoken: spokenAt !== undefined },
          institutionId: spokenAt ? stage.institutions[spokenAt] : '',
        }),
    },
    ...votes.map((voter, place) => ({
      at: at(minute + 1 + place / 4),
      act: (stage: Parameters<Happening['act']>[0]) =>
        stage.app.questions.vote(writing(stage, voter, room), { questionId: id }),
    })),
  ];
  if (answered)
    happenings.push({
      at: at(answered.minute),
      act: (stage) =>
        stage.app.questions.answer(writing(stage, answered.by, room), {
          questionId: id,
          answer: answered.answer,
        }),
    });
  if (carried)
    happenings.push({
      at: at(carried.minute),
      act: (stage) => stage.app.questions.carry(writing(stage, carried.by, room), { questionId: id }),
    });
  return happenings;
}

export interface Walk {
  by: PersonKey;
  /** Each with the minute at which the walker arrives. */
  stations: readonly (readonly [string, number])[];
  end: number;
  moments: readonly Kept[];
}
export interface Kept {
  id?: MomentId;
  by: PersonKey;
  minute: number;
  note: string;
  scene: Scene;
  questionId?: QuestionId;
}

/** A walk from station to station, with the frames that were kept. */
export function walked(session: Planned, walk: Walk): Happening[] {
  const { room } = session;
  const walkthroughId = newId<WalkthroughId>();
  const at = (minute: number) => minutesAfter(session.start, minute);
  const [first, ...others] = walk.stations;
  return [
    {
      at: at(first![1]),
      act: (stage) =>
        stage.app.walkthroughs.start(writing(stage, walk.by, room), {
          ...{ id: walkthroughId, sessionId: sessionOf(stage, session.name) },
          stations: walk.stations.map(([name]) => name),
        }),
    },
    ...others.map(([name, minute]): Happening => ({
      at: at(minute),
      act: async (stage) => {
        const walker = writing(stage, walk.by, room);
        const { walkthroughs } = await stage.app.walkthroughs.ofSession(
          walker,
          sessionOf(stage, session.name),
        );
        const here = walkthroughs.find((one) => one.id === walkthroughId);
        const stationId = here?.stations.find((station) => station.name === name)?.id;
        await stage.app.walkthroughs.arriveAt(walker, { walkthroughId, stationId });
      },
    })),
    ...walk.moments.map((moment): Happening => ({
      at: at(moment.minute),
      act: async (stage) =>
        stage.app.moments.keep(writing(stage, moment.by, room), {
          ...{ id: moment.id ?? newId<MomentId>(), walkthroughId, questionId: moment.questionId ?? '' },
          ...{ note: moment.note, deviceAt: at(moment.minute).toISOString(), noPatient: true },
          image: await takePicture(moment.scene),
        }),
    })),
    {
      at: at(walk.end),
      act: (stage) => stage.app.walkthroughs.end(writing(stage, walk.by, room), { walkthroughId }),
    },
  ];
}

/** Whether people come to a session, as they say it before. */
export const said = (
  session: Planned,
  at: Date,
  answers: readonly (readonly [PersonKey, Answer])[],
): Happening[] =>
  answers.map(([person, answer], place) => ({
    at: minutesAfter(at, place * 7),
    act: (stage) =>
      stage.app.calendar.answer(writing(stage, person, session.room), {
        ...{ sessionId: sessionOf(stage, session.name), answer, extent: 'this' },
      }),
  }));

/** Who came, from which minute to which; the webhook's own functions write it. The facilitator ends the session. */
export function attended(
  session: Planned,
  stays: readonly (readonly [PersonKey, number, number])[],
  ended: { by: PersonKey; minute: number },
): Happening[] {
  const happenings = stays.flatMap(([person, from, to], place): Happening[] => {
    const participantSid = `demo-${session.name}-${place}`;
    return [
      {
        at: minutesAfter(session.start, from),
        act: (stage) => {
          const stay = { sessionId: sessionOf(stage, session.name), personId: stage.people[person] };
          return arrive(stage.trx, { ...stay, participantSid }, minutesAfter(session.start, from));
        },
      },
      {
        at: minutesAfter(session.start, to),
        act: (stage) => depart(stage.trx, participantSid, minutesAfter(session.start, to)),
      },
    ];
  });
  const end: Happening = {
    at: minutesAfter(session.start, ended.minute),
    act: (stage) =>
      stage.app.sessions.end(writing(stage, ended.by, session.room), {
        sessionId: sessionOf(stage, session.name),
      }),
  };
  return [...happenings, end];
}
