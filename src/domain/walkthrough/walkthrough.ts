import type {
  InstitutionId,
  PersonId,
  QuestionId,
  RoomId,
  SessionId,
  StationId,
  WalkthroughId,
} from '../ids.ts';
import type { Moment } from '../moment/moment.ts';
import type { Lang } from '../person/lang.ts';
import type { Question } from '../question/question.ts';
import type { RoomAbilities } from '../room/abilities.ts';
import type { RoomInstitution } from '../room/room.ts';

export interface Station {
  id: StationId;
  name: string;
  /** When the walker went on from here; null: still to come, or here. */
  doneAt: string | null;
}

/** A walkthrough as everybody in its session sees it. Instants are ISO strings: the row also travels over `/live`. */
export interface Walkthrough {
  id: WalkthroughId;
  sessionId: SessionId;
  walkerId: PersonId;
  walkerName: string;
  institutionId: InstitutionId;
  startedAt: string;
  endedAt: string | null;
  /** The walker blanked the picture; nothing may be shown or kept. */
  hiddenAt: string | null;
  currentStationId: StationId | null;
  stations: Station[];
}

/** Everything of a session's walkthroughs, as its page gets it. */
export interface SessionWalk {
  sessionId: SessionId;
  roomId: RoomId;
  roomLang: Lang;
  over: boolean;
  /** The one that runs and the past ones, newest first. */
  walkthroughs: Walkthrough[];
  questions: Question[];
  currentQuestionId: QuestionId | null;
  moments: Moment[];
  /** What the reader voted for. */
  voted: QuestionId[];
  institutions: RoomInstitution[];
  roomAbilities: RoomAbilities;
  me: { personId: PersonId; institutionId: InstitutionId | null };
}

/** Where a walk through a pharmacy usually goes; the walker changes it before she starts. */
export const defaultStations: Readonly<Record<Lang, readonly string[]>> = {
  en: ['Receiving', 'Store', 'Cold chain', 'Dispensing', 'Stock cards'],
  fr: ['Réception', 'Magasin', 'Chaîne du froid', 'Dispensation', 'Fiches de stock'],
};

/** The place of the current station (0 first), -1 when there is none. */
export const stationIndex = ({ stations, currentStationId }: Walkthrough): number =>
  stations.findIndex((station) => station.id === currentStationId);

/** The station after the current one, undefined at the last. */
export const nextStation = (walkthrough: Walkthrough): Station | undefined =>
  walkthrough.stations[stationIndex(walkthrough) + 1];
