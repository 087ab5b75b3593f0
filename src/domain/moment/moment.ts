import type {
  ImageId,
  InstitutionId,
  MomentId,
  PersonId,
  QuestionId,
  RoomId,
  SessionId,
  WalkthroughId,
} from '../ids.ts';

/** A frame of a walkthrough kept as evidence. Instants are ISO strings. */
export interface Moment {
  id: MomentId;
  roomId: RoomId;
  sessionId: SessionId;
  walkthroughId: WalkthroughId;
  imageId: ImageId;
  width: number;
  height: number;
  stationName: string | null;
  questionId: QuestionId | null;
  questionText: string | null;
  keptById: PersonId;
  keptByName: string;
  /** Whose workplace is seen. */
  institutionId: InstitutionId;
  note: string;
  /** By the device's own clock, which may be wrong; `keptAt` is the server's. */
  deviceAt: string;
  keptAt: string;
}
