// Who may what, for machines. docs/rights.md says it in words. tests/rights.test.ts fails when a page, an endpoint,
// an action, a socket or a media grant has no row here, and asks the running product about every row.
import { calendarRows } from './rights/calendar.ts';
import { guestRows } from './rights/guest.ts';
import { institutionRows } from './rights/institution.ts';
import { invitationRows } from './rights/invitation.ts';
import { networkRows } from './rights/network.ts';
import { personRows } from './rights/person.ts';
import { planFileRows } from './rights/plan-files.ts';
import { planHistoryRows } from './rights/plan-history.ts';
import { rightsRows } from './rights/rights.ts';
import {
  all,
  guestsAre,
  leaders,
  members,
  network,
  of,
  row,
  signedIn,
  walkers,
  writers,
  type Answer,
  type Role,
  type Row,
  type Subjects,
} from './rights/row.ts';
import { talkRows } from './rights/talk.ts';
import { twinningRows } from './rights/twinning.ts';

export { roles, type Answer, type Role, type Row, type Subjects } from './rights/row.ts';

const room = '/rooms/[room]';
const session = '/sessions/[session]';
const call = `${session}/call`;
const commitment = '/commitments/[commitment]';
const device = () => ({ device: 'telephone' });
const somebody = ({ personIds }: Subjects) => ({ personId: personIds.jeanpaul });
const question = ({ questionId }: Subjects) => ({ questionId });
const walkthrough = ({ walkthroughId, stationId }: Subjects) => ({ walkthroughId, stationId });
const promised = ({ commitmentId }: Subjects) => ({ commitmentId });
export const table: Record<string, Row> = {
  // Coming in
  'POST /sign-in/language': row(all('ok'), () => ({ lang: 'en', to: '/demo' })),
  'GET /sign-out': row(all('ok')),
  // Everybody lands there, a guest where they came in.
  'POST /sign-out': row({ ...all('sign_in'), ...guestsAre('door') }),
  // Only in the demo; the product asked here is none.
  'GET /demo': row(all('not_found')),
  'POST /demo': row(all('not_found'), ({ personIds }) => ({ person: personIds.odette })),
  ...invitationRows,
  'GET /offline': row(all('ok')),

  // My own
  'GET /': row(of(...signedIn)),
  'GET /me': row(of(...signedIn)),
  'POST /me?/name': row(of(...signedIn), () => ({ name: 'Somebody', lang: 'en' })),
  'POST /me?/zone': row(of(...signedIn), () => ({ zone: 'Africa/Kigali' })),
  'POST /me?/end': row(of('co_facilitator'), ({ signInId }) => ({ signInId })),
  'POST /me?/endOthers': row(of(...signedIn)),
  'GET /rooms': row(of(...signedIn)),
  'GET /mailbox': row(of(...signedIn)),

  // A room
  [`GET ${room}`]: row(of(...members, ...network)),
  [`GET ${room}/plan`]: row(of(...members)),
  [`GET ${room}/plan/document`]: row(of(...members)),
  [`PUT ${room}/plan/pictures/[picture]`]: row(of(...writers), ({ picture }) => ({ image: picture })),
  [`GET ${room}/people`]: row(of(...members, ...network)),
  [`POST ${room}/people?/step`]: row(of(...leaders), () => ({ step: '2' })),
  [`POST ${room}/visits`]: row(of(...members)),
  [`GET ${room}/sessions`]: row(of(...members)),
  [`GET ${room}/sessions/new`]: row(of(...leaders)),
  [`POST ${room}/sessions/new`]: row(of(...leaders), () => ({
    ...{ kind: 'coaching_session', title: 'A session', day: '2027-01-11', time: '14:00', minutes: '60' },
  })),
  [`GET ${room}/commitments`]: row(of(...members)),
  'GET /images/[image]': row(of(...members)),

  // A session and its call
  [`GET ${session}`]: row(of(...members)),
  [`POST ${session}?/move`]: row(of(...leaders), () => ({ day: '2027-01-12', time: '14:00', minutes: '60' })),
  [`GET ${call}`]: row(of(...members, 'guest')),
  [`POST ${call}/entries`]: row(of(...members, 'guest'), device, true),
  [`POST ${call}/views`]: row(of(...members, 'guest'), () => ({ trackSid: 'TR_1' }), true),
  [`GET ${call}/views`]: row(of(...members, 'guest')),
  [`POST ${call}/mutings`]: { ...row(of(...leaders), somebody, true), callServer: true },
  [`POST ${call}/removals`]: row(of('facilitator'), somebody, true),
  [`POST ${call}/agenda`]: row(of(...leaders), undefined, true),

  [`POST ${call}/endings`]: row(of(...leaders), undefined, true),
  [`POST ${call}/hands`]: row(of(...writers, 'guest'), () => ({ up: true }), true),
  [`POST ${session}?/cancel`]: row(of(...leaders)),
  [`GET ${session}/questions`]: row(of(...members)),
  [`POST ${session}/questions?/ask`]: row(of(...writers, 'guest'), () => ({ text: 'How many?' })),
  [`POST ${session}/questions?/vote`]: row(of(...writers, 'guest'), question),
  [`POST ${session}/questions?/unvote`]: row(of(...writers, 'guest'), question),
  // The walker (here: staff) and those who lead
  [`POST ${session}/questions?/take`]: row(of('staff', ...leaders), question),
  [`POST ${session}/questions?/answer`]: row(of('staff', ...leaders), question),
  [`POST ${session}/questions?/carry`]: row(of('staff', ...leaders), question),
  [`GET ${session}/walkthroughs`]: row(of(...members)),
  [`POST ${session}/walkthroughs?/start`]: row(of(...walkers), () => ({ stations: 'Store' })),
  [`POST ${session}/walkthroughs?/arriveAt`]: row(of('staff'), walkthrough),
  [`POST ${session}/walkthroughs?/hide`]: row(of('staff'), walkthrough),
  [`POST ${session}/walkthroughs?/show`]: row(of('staff'), walkthrough),
  [`POST ${session}/walkthroughs?/end`]: row(of('staff', ...leaders), walkthrough),
  [`GET ${session}/moments`]: row(of(...members)),
  [`POST ${session}/moments?/keep`]: row(of(...writers), ({ walkthroughId, picture }) => ({
    ...{ walkthroughId, image: picture, deviceAt: '2026-11-23T08:00:00Z', noPatient: 'on' },
  })),

  // Commitments: this one is Odette's (staff), of the hospital that co-facilitator and manager are from
  'GET /commitments': row(of(...signedIn)),
  'GET /commitments/new': row(of(...writers)),
  'POST /commitments/new': row(of('staff', 'co_facilitator', 'facilitator', 'manager'), (t) => ({
    ...{ roomId: t.roomId, text: 'Count', lang: 'en', dueOn: t.dueOn, reportOn: t.reportOn },
    ...{ institutionId: t.institutionIds.gihara, ownerId: t.personIds.odette },
  })),
  // Network roles: title, state and dates only
  [`GET ${commitment}`]: row(of(...members, ...network)),
  [`POST ${commitment}?/accept`]: row(of('staff', 'co_facilitator'), promised),
  [`POST ${commitment}?/postpone`]: row(of(...writers), (t) => ({
    ...{ ...promised(t), dueOn: t.dueOn, reportOn: t.reportOn, reason: 'Rain' },
  })),
  [`POST ${commitment}?/pause`]: row(of(...writers), (t) => ({ ...promised(t), reason: 'Floods' })),
  [`POST ${commitment}?/resume`]: row(of(...writers), promised),
  [`POST ${commitment}?/handOver`]: row(of(...writers), (t) => ({
    ...promised(t),
    ownerId: t.personIds.theo,
  })),
  [`POST ${commitment}?/hear`]: row(of(), ({ reportBackId }) => ({ reportBackId })),
  [`POST ${commitment}?/reply`]: row(of(...writers), ({ reportBackId }) => ({
    reportBackId,
    text: 'Well done',
  })),
  // Whose it is not reads there whose it is
  [`GET ${commitment}/report-backs/new`]: row(of(...members)),
  [`POST ${commitment}/report-backs/new`]: row(of('staff', 'facilitator'), (t) => ({
    ...{ reportOn: t.reportOn, status: 'done', text: 'It is done' },
  })),

  // Whoever holds a signed link; this one is forged
  'GET /r/[token]': row(all('not_found')),
  // Both lead back to the page, which is not found
  'POST /r/[token]?/give': row(all('ok'), () => ({ status: 'done', text: 'Done' })),
  'POST /r/[token]?/accept': row(all('ok')),
  // The built-in mailbox: this mail is Odette's (staff)
  'GET /mailbox/[mail]': row(of('staff')),
  'GET /mailbox/[mail]/html': row(of('staff')),
  ...calendarRows,
  ...guestRows,
  ...networkRows,
  ...institutionRows,
  ...twinningRows,
  ...talkRows,
  ...personRows,
  ...planFileRows,
  ...planHistoryRows,
  ...rightsRows,
};

/** Sockets, and the way into a call's media, apart from pages. */
export const doors: Record<string, { who: Record<Role, Answer> }> = {
  'SOCKET /sync/[document]': { who: of(...members) },
  // The same where websockets are blocked: who may not open a line has none to bring, ask or end.
  'REQUESTS /sync/[document]': { who: of(...members) },
  'WRITING /sync/[document]': { who: of(...writers) },
  'SOCKET /live': { who: of(...signedIn, 'guest', 'other_guest') },
  'MEDIA voice and picture': { who: of(...writers, 'guest') },
  'MEDIA listening': { who: of(...members, 'guest') },
};

/**
 * What runs by the clock or after a request acts for nobody: whom it reaches, and what who lost the right gets. Each is
 * proved in tests/rights-jobs.test.ts.
 */
export const jobs: Record<string, { reaches: string; removed: 'nothing' }> = {
  deliver: { reaches: 'whom the mail is written to, if still in the room', removed: 'nothing' },
  'find-invitations': { reaches: 'members of the room of a session ahead', removed: 'nothing' },
  'end-visits': { reaches: 'nobody: guests of a session that is over go', removed: 'nothing' },
  'forget-guests': { reaches: 'nobody: names of guests are erased', removed: 'nothing' },
  'keep-versions': { reaches: 'nobody: plans are kept for the members of their rooms', removed: 'nothing' },
  'forget-authors': { reaches: 'nobody: whose a page of a year ago was is erased', removed: 'nothing' },
  'forget-accounts': { reaches: 'nobody: what no longer counts of accounts is erased', removed: 'nothing' },
  'find-imports': { reaches: 'who said yes, on their open page, if they still may', removed: 'nothing' },
  'account-mail': { reaches: 'whose address it is at that moment', removed: 'nothing' },
  'find-due': { reaches: 'owners of commitments who are in the room and no observers', removed: 'nothing' },
};
