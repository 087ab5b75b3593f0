import type { Logger } from 'pino';
import { auditVerbs } from './audit/verbs.ts';
import { createRateLimits } from './auth/rate-limits.ts';
import { createAuth } from './auth/sign-in.ts';
import { createBinding } from './bind.ts';
import { calendarDoors, calendarVerbs } from './calendar/verbs.ts';
import { passOn } from './commitment/pass-on.ts';
import { commitmentVerbs } from './commitment/verbs.ts';
import type { Clock } from './context.ts';
import type { Database } from './db/database.ts';
import { demoPassword, demoPin } from './demo/people.ts';
import { createGuestDoors } from './guest/doors.ts';
import { guestVerbs } from './guest/verbs.ts';
import { keepImage } from './image/keep.ts';
import * as imageQueries from './image/queries.ts';
import { institutionMemberVerbs } from './institution/member-verbs.ts';
import { institutionVerbs } from './institution/verbs.ts';
import { createInvitations } from './invitation/accept.ts';
import { withdraw } from './invitation/withdraw.ts';
import { invitationVerbs } from './invitation/verbs.ts';
import type { CallServer } from './media/call-server.ts';
import { createMedia, noCallServer } from './media/media.ts';
import { createLinks } from './messaging/links.ts';
import * as mailbox from './messaging/mailbox.ts';
import { momentVerbs } from './moment/verbs.ts';
import { found } from './network/commands.ts';
import { networkMemberVerbs } from './network/member-verbs.ts';
import { giveUpNetworkRoles } from './network/members.ts';
import { networkVerbs } from './network/verbs.ts';
import { offerVerbs } from './offer/verbs.ts';
import { personVerbs } from './person/verbs.ts';
import { createPlanDoor } from './plan/links/queries.ts';
import { planVerbs } from './plan/verbs.ts';
import { landCarried } from './plan-talk/carry.ts';
import { planTalkVerbs } from './plan-talk/verbs.ts';
import { planTemplateVerbs } from './plan-template/verbs.ts';
import { questionVerbs } from './question/verbs.ts';
import { createLinkPages } from './report-back/by-link.ts';
import { reportBackVerbs } from './report-back/verbs.ts';
import { seat } from './room/commands.ts';
import type { SeedPlan } from './room/open.ts';
import { goEverywhere, institutionGoes } from './room/everywhere.ts';
import { roomMemberVerbs } from './room/member-verbs.ts';
import { roomVerbs } from './room/verbs.ts';
import { sessionVerbs } from './session/verbs.ts';
import { make as twin, twinAlso } from './twinning/commands.ts';
import { twinningVerbs } from './twinning/verbs.ts';
import { walkthroughVerbs } from './walkthrough/verbs.ts';

/** What the App is made of; `main.ts` and the tests bring it. */
export interface Parts {
  db: Database;
  /** Connections of its own for counting tries: who counts inside a transaction must not wait for those that do the same. */
  tallyDb?: Database;
  clock: Clock;
  log: Logger;
  /** The address people type, without a slash at the end. */
  origin: string;
  /** The demo's people can sign in with one tap. */
  demo: boolean;
  seedPlan: SeedPlan;
  /** Signs the links in mails. */
  secret: string;
  /** Mails go by SMTP; otherwise they land in the mailbox that people open in the browser. */
  smtp?: boolean;
  /** Without one, everything but calls works. */
  callServer?: CallServer;
}

/** The composition root: each concept's verbs, bound to the database, the clock and whoever asks (see bind.ts). */
export function composeApp(parts: Parts) {
  const { db, clock, log, origin, demo, seedPlan, secret, smtp = false, callServer } = parts;
  const tries = createRateLimits(parts.tallyDb ?? db);
  const binding = createBinding({ db, clock, log });
  /** What hangs on a place and goes with it. */
  const places = { passOn, withdraw };
  return {
    clock,
    log,
    origin,
    demo,
    /** What every person of the demo signs in with; elsewhere there is no such thing. */
    demoPassword: demo ? demoPassword : null,
    demoPin: demo ? demoPin : null,
    auth: createAuth({ db, clock, demo, secret, origin, tries }),
    invitations: {
      ...createInvitations({ db, clock, origin, demo, secret, seat, found, tries }),
      ...invitationVerbs(binding, secret),
    },
    networks: networkVerbs(binding),
    twinnings: twinningVerbs(binding),
    offers: offerVerbs(binding),
    institutions: institutionVerbs(binding),
    people: personVerbs(binding, { secret, origin, tries }),
    /** A plan by public link: nobody is signed in there. */
    planDoor: createPlanDoor({ db, clock, tries }),
    plans: planVerbs(binding),
    planTalk: planTalkVerbs(binding),
    planTemplates: planTemplateVerbs(binding),
    rooms: roomVerbs(binding, { seedPlan, twin }),
    institutionMembers: institutionMemberVerbs(binding, {
      goEverywhere: goEverywhere(places),
      institutionGoes: institutionGoes(places),
      giveUpNetworkRoles: giveUpNetworkRoles(places),
      withdraw,
    }),
    networkMembers: networkMemberVerbs(binding, places),
    audit: auditVerbs(binding),
    roomMembers: roomMemberVerbs(binding, places, twinAlso),
    commitments: commitmentVerbs(binding),
    reportBacks: reportBackVerbs(binding, keepImage),
    /** Signed links: who holds one need not be signed in. */
    links: createLinkPages({ db, clock, links: createLinks(secret), keepImage }),
    /** Only where mails have nowhere else to go. */
    mailbox: smtp ? null : { list: binding.read(mailbox.list), open: binding.read(mailbox.open) },
    calendar: calendarVerbs(binding, { origin, secret }),
    ...calendarDoors(binding, { origin, secret }),
    guests: { ...createGuestDoors({ db, clock }), ...guestVerbs(binding) },
    sessions: sessionVerbs(binding, landCarried),
    media: createMedia({ db, clock, log, server: callServer ?? noCallServer }),
    images: { open: binding.read(imageQueries.open) },
    walkthroughs: walkthroughVerbs(binding),
    questions: questionVerbs(binding),
    moments: momentVerbs(binding),
  };
}
export type App = ReturnType<typeof composeApp>;

const slot = Symbol.for('twinward.app');

/** Puts the App where `src/hooks.server.ts` finds it: SvelteKit bundles its own copy of every module it imports. */
export function provideApp(app: App): void {
  (globalThis as { [slot]?: App })[slot] = app;
}
