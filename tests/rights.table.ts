// Who may what, for machines. docs/rights.md says it in words. tests/rights.test.ts fails when a page, an endpoint,
// an action, a socket or a media grant has no row here, and asks the running product about every row.
import type { TestApp } from './fixtures/app.ts';

export const roles = [
  'staff',
  'co_facilitator',
  'facilitator',
  'manager',
  'observer',
  'backbone_manager',
  'administrator',
  'outsider',
  'signed_out',
] as const;
export type Role = (typeof roles)[number];

/** `ok`: has the right (the answer may still ask to mend the form); `not_found`: as if it did not exist. */
export type Answer = 'ok' | 'not_found' | 'sign_in' | 'gone';

/** What the rows are asked about; made by the product's own commands. */
export interface Subjects extends TestApp {
  sessionId: string;
  commitmentId: string;
  documentId: string;
  invitationId: string;
}

type Body = Record<string, string>;

export interface Row {
  who: Record<Role, Answer>;
  /** Path parameters and body of a well-formed request; without it an empty one is sent. */
  body?: (subjects: Subjects) => Body;
  json?: boolean;
}

const of = (...allowed: Role[]): Record<Role, Answer> =>
  Object.fromEntries(
    roles.map((role) => [
      role,
      allowed.includes(role) ? 'ok' : role === 'signed_out' ? 'sign_in' : 'not_found',
    ]),
  ) as Record<Role, Answer>;
const all = (answer: Answer) =>
  Object.fromEntries(roles.map((role) => [role, answer])) as Record<Role, Answer>;

const writers = ['staff', 'co_facilitator', 'facilitator', 'manager'] as const;
const members = [...writers, 'observer'] as const;
const leaders = ['co_facilitator', 'facilitator'] as const;
const network = ['backbone_manager', 'administrator'] as const;
const signedIn = roles.filter((role) => role !== 'signed_out');
const row = (who: Record<Role, Answer>, body?: Row['body'], json = false): Row => ({
  who,
  ...(body ? { body } : {}),
  ...(json ? { json } : {}),
});

const room = '/rooms/[room]';
const session = '/sessions/[session]';
const call = `${session}/call`;
const commitment = '/commitments/[commitment]';
const device = () => ({ device: 'telephone' });
const of39 = ({ personIds }: Subjects) => ({ personId: personIds.jeanpaul });
const institution = ({ networkId }: Subjects) => ({
  ...{ networkId, name: `Hospital ${Math.random()}`, shortName: 'H', level: 'district', place: 'Here' },
  ...{ zone: 'Africa/Kigali', lang: 'en' },
});

export const table: Record<string, Row> = {
  // Coming in
  'GET /sign-in': row(all('ok')),
  'POST /sign-in': row(all('ok')),
  'POST /sign-in/language': row(all('ok'), () => ({ lang: 'en', to: '/demo' })),
  'GET /sign-out': row(all('ok')),
  // Everybody lands there.
  'POST /sign-out': row(all('sign_in')),
  // Only in the demo; the product asked here is none.
  'GET /demo': row(all('not_found')),
  'POST /demo': row(all('not_found'), ({ personIds }) => ({ person: personIds.odette })),
  'GET /invitations/[token]': row(all('gone')),
  'POST /invitations/[token]?/new': row(all('gone')),
  'POST /invitations/[token]?/mine': row({ ...all('gone'), signed_out: 'sign_in' }),
  'GET /offline': row(all('ok')),

  // My own
  'GET /': row(of(...signedIn)),
  'GET /me': row(of(...signedIn)),
  'POST /me?/name': row(of(...signedIn), () => ({ name: 'Somebody', lang: 'en' })),
  'POST /me?/zone': row(of(...signedIn), () => ({ zone: 'Africa/Kigali' })),
  'POST /me?/end': row({ ...all('not_found'), signed_out: 'sign_in' }, () => ({ signInId: 'a'.repeat(64) })),
  'POST /me?/endOthers': row(of(...signedIn)),
  'GET /rooms': row(of(...signedIn)),
  'GET /mailbox': row(of(...signedIn)),

  // The network
  'GET /network': row(of(...network)),
  'POST /network?/revoke': row(of('administrator'), ({ invitationId }) => ({ invitationId })),
  'GET /network/institutions/new': row(of(...network)),
  'POST /network/institutions/new': row(of(...network), institution),
  'GET /network/topics/new': row(of(...network)),
  'POST /network/topics/new': row(of(...network), ({ networkId }) => ({
    ...{ networkId, nameEn: `Topic ${Math.random()}`, nameFr: 'Thème' },
  })),
  'GET /network/rooms/new': row(of(...network)),
  'POST /network/rooms/new': row(of(...network), ({ networkId, topicId, institutionIds }) => ({
    ...{ networkId, topicId, name: 'A room', lang: 'en' },
    ...{ giverId: institutionIds.gihara, receiverId: institutionIds.muhura },
  })),
  'GET /network/invitations/new': row(of('administrator')),
  'POST /network/invitations/new': row(of('administrator'), ({ networkId, institutionIds }) => ({
    ...{ networkId, roomId: '', institutionId: institutionIds.backbone, role: 'backbone_manager' },
  })),

  // A room
  [`GET ${room}`]: row(of(...members, ...network)),
  [`GET ${room}/plan`]: row(of(...members)),
  [`GET ${room}/people`]: row(of(...members)),
  [`POST ${room}/people?/step`]: row(of(...leaders), () => ({ step: '2' })),
  [`POST ${room}/visits`]: row(of(...members)),
  [`GET ${room}/sessions`]: row(of(...members)),
  [`GET ${room}/sessions/new`]: row(of(...leaders)),
  [`POST ${room}/sessions/new`]: row(of(...leaders), () => ({
    ...{ kind: 'coaching_session', title: 'A session', day: '2027-01-11', time: '14:00', minutes: '60' },
  })),
  [`GET ${room}/commitments`]: row(of(...members)),
  'GET /images/[image]': row({ ...all('not_found'), signed_out: 'sign_in' }),

  // A session and its call
  [`GET ${session}`]: row(of(...members)),
  [`POST ${session}?/move`]: row(of(...leaders), () => ({ day: '2027-01-12', time: '14:00', minutes: '60' })),
  [`GET ${call}`]: row(of(...members)),
  [`POST ${call}/entries`]: row(of(...members), device, true),
  [`POST ${call}/views`]: row(of(...members), () => ({ trackSid: 'TR_1' }), true),
  [`GET ${call}/views`]: row(of(...members)),
  [`POST ${call}/mutings`]: row(of(...leaders), of39, true),
  [`POST ${call}/removals`]: row(of('facilitator'), of39, true),
  [`POST ${call}/agenda`]: row(of(...leaders), undefined, true),

  // Commitments
  'GET /commitments': row(of(...signedIn)),
  [`GET ${commitment}`]: row(of(...members)),
};

/** Sockets, and the way into a call's media, apart from pages. */
export const doors: Record<string, { who: Record<Role, Answer> }> = {
  'SOCKET /sync/[document]': { who: of(...members) },
  'SOCKET /live': { who: of(...signedIn) },
  'MEDIA voice and picture': { who: of(...writers) },
  'MEDIA listening': { who: of(...members) },
};
