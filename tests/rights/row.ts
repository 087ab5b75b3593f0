// What a row of the table of rights is made of (see tests/rights.table.ts).
//
// A new page, endpoint or action needs a row: write it in tests/rights/<concept>.ts as 'GET /address/[id]' or
// 'POST /address?/action', with `row(of(...roles who may), body)`. Everybody else is expected to get "not found", who is
// signed out the sign-in page. What the ids in an address stand for is told in tests/rights.test.ts (`addressOf`). Each row with
// an id is asked a second time about another room, session, commitment or person's institution, where the same roles
// have no right, and a third time about everything of another network: nothing to do for that, unless everybody may
// (then say `of(...ofThisNetwork)`). A guest has one session and nothing else: say 'guest' where that is meant.
import type { TestApp } from '../fixtures/app.ts';

export const roles = [
  'staff',
  'co_facilitator',
  'facilitator',
  'manager',
  'observer',
  'backbone_manager',
  'administrator',
  'outsider',
  /** Belongs to an institution of the network, and is in no room. */
  'member',
  /** Administrator of another network. */
  'other_administrator',
  /** Let in to the session asked about. */
  'guest',
  /** Let in to another session of the same room. */
  'other_guest',
  'signed_out',
] as const;
export type Role = (typeof roles)[number];

/**
 * `ok`: has the right (the answer may still ask to mend the form); `not_found`: as if it did not exist; `door`: a guest is
 * led to the door of their session, which is what they get for "not found" too.
 */
export type Answer = 'ok' | 'not_found' | 'sign_in' | 'gone' | 'door';

/** What the rows are asked about; made by the product's own commands. */
export interface Subjects extends TestApp {
  sessionId: string;
  commitmentId: string;
  documentId: string;
  /** The plan's aim, a thread of Odette about it with her comment, and another wording of Olive. */
  cardId: string;
  threadId: string;
  commentId: string;
  suggestionId: string;
  /** A version of the plan with one signature. */
  versionId: string;
  /** A public link to the plan. */
  planLinkId: string;
  invitationId: string;
  questionId: string;
  walkthroughId: string;
  stationId: string;
  dueOn: string;
  reportOn: string;
  reportBackId: string;
  twinningId: string;
  importId: string;
  listId: string;
  imageId: string;
  focalPointId: string;
  mailId: string;
  signInId: string;
  passkeyId: string;
  guestLinkId: string;
  /** A guest who waits at the session's door, and one who was let in. */
  waitingId: string;
  visitorId: string;
  picture: Blob;
}

export type Body = Record<string, string | boolean | Blob>;

export interface Row {
  who: Record<Role, Answer>;
  /** Path parameters and body of a well-formed request; without it an empty one is sent. */
  body?: (subjects: Subjects) => Body;
  json?: boolean;
  /** A form of one's own in which what is another's is no choice: it is refused as such, and not as a page. */
  choice?: boolean;
  /** Done by the call server, which is not there in this test: who gets as far as that has the right. */
  callServer?: boolean;
}

export const of = (...allowed: Role[]): Record<Role, Answer> =>
  Object.fromEntries(
    roles.map((role) => [
      role,
      allowed.includes(role) ? 'ok' : role === 'signed_out' ? 'sign_in' : 'not_found',
    ]),
  ) as Record<Role, Answer>;
export const all = (answer: Answer) =>
  Object.fromEntries(roles.map((role) => [role, answer])) as Record<Role, Answer>;

export const writers = ['staff', 'co_facilitator', 'facilitator', 'manager'] as const;
export const members = [...writers, 'observer'] as const;
export const leaders = ['co_facilitator', 'facilitator'] as const;
export const walkers = ['staff', 'co_facilitator', 'facilitator'] as const;
export const network = ['backbone_manager', 'administrator'] as const;
/** A page of the network of whoever asks: an administrator of another one sees theirs, and nothing of this one. */
export const ofAnyNetwork = [...network, 'other_administrator'] as const;
/** Everybody with an account; a guest has none. */
export const signedIn = roles.filter((role) => !['guest', 'other_guest', 'signed_out'].includes(role));
/** Everybody who belongs to an institution of the network or looks after it. */
export const ofThisNetwork = signedIn.filter((role) => role !== 'other_administrator');
/** At the doors by which people come in a guest is nobody. */
export const guestsAre = (answer: Answer) => ({ guest: answer, other_guest: answer });
export const row = (who: Record<Role, Answer>, body?: Row['body'], json = false): Row => ({
  who,
  ...(body ? { body } : {}),
  ...(json ? { json } : {}),
});
