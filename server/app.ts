import type { Logger } from 'pino';
import type * as v from 'valibot';
import type { Actor } from '#domain/person/actor.ts';
import { chooseLang, chooseZone, endSignIn, nothing, rename } from '#domain/person/schemas.ts';
import { invite, revoke } from '#domain/invitation/schemas.ts';
import { keepMoment } from '#domain/moment/schemas.ts';
import { addInstitution, addTopic } from '#domain/network/schemas.ts';
import { answerQuestion, askQuestion, thisQuestion } from '#domain/question/schemas.ts';
import { joinRoom, moveStep, openRoom, visit } from '#domain/room/schemas.ts';
import { arriveAtStation, startWalkthrough, thisWalkthrough } from '#domain/walkthrough/schemas.ts';
import * as commitment from '#domain/commitment/schemas.ts';
import * as reportBack from '#domain/report-back/schemas.ts';
import * as commitmentChanges from './commitment/change.ts';
import * as commitmentCommands from './commitment/commands.ts';
import * as commitmentQueries from './commitment/queries.ts';
import { tracked } from './commitment/tracked.ts';
import { inHand, moveSession, ofSession, planSession, somebodyInSession } from '#domain/session/schemas.ts';
import { createAuth } from './auth/sign-in.ts';
import { parseInput, type Clock, type ReadContext, type Schema, type WriteContext } from './context.ts';
import { inTransaction, type Database } from './db/database.ts';
import { demoPassword } from './demo/people.ts';
import { signedOut } from './errors.ts';
import * as imageQueries from './image/queries.ts';
import { createInvitations } from './invitation/accept.ts';
import * as invitationCommands from './invitation/commands.ts';
import * as invitationQueries from './invitation/queries.ts';
import * as momentCommands from './moment/commands.ts';
import * as momentQueries from './moment/queries.ts';
import { keepImage } from './image/keep.ts';
import { createLinks } from './messaging/links.ts';
import * as mailbox from './messaging/mailbox.ts';
import type { CallServer } from './media/call-server.ts';
import { createMedia, noCallServer } from './media/media.ts';
import * as networkCommands from './network/commands.ts';
import * as networkQueries from './network/queries.ts';
import * as personCommands from './person/commands.ts';
import * as personQueries from './person/queries.ts';
import * as planQueries from './plan/queries.ts';
import * as questionCommands from './question/commands.ts';
import { createLinkPages } from './report-back/by-link.ts';
import * as reportBackCommands from './report-back/commands.ts';
import * as roomCommands from './room/commands.ts';
import * as roomQueries from './room/queries.ts';
import * as sessionCommands from './session/commands.ts';
import * as sessionQueries from './session/queries.ts';
import * as walkthroughCommands from './walkthrough/commands.ts';
import * as walkthroughQueries from './walkthrough/queries.ts';

/** What the App is made of; `main.ts` and the tests bring it. */
export interface Parts {
  db: Database;
  clock: Clock;
  log: Logger;
  /** The address people type, without a slash at the end. */
  origin: string;
  /** The demo's people can sign in with one tap. */
  demo: boolean;
  seedPlan: roomCommands.SeedPlan;
  /** Signs the links in mails. */
  secret: string;
  /** Mails go by SMTP; otherwise they land in the mailbox that people open in the browser. */
  smtp?: boolean;
  /** Without one, everything but calls works. */
  callServer?: CallServer;
}

/**
 * The composition root: binds each concept's verbs to the database, the clock and whoever asks. A command runs in one
 * transaction, its input parsed by its schema; a query gets the actor. Both refuse when nobody is signed in.
 */
export function composeApp({
  db,
  clock,
  log,
  origin,
  demo,
  seedPlan,
  secret,
  smtp = false,
  callServer,
}: Parts) {
  const signedIn = (actor: Actor | null): Actor => {
    if (!actor) throw signedOut();
    return actor;
  };
  const write =
    <S extends Schema, R>(schema: S, verb: (ctx: WriteContext, input: v.InferOutput<S>) => Promise<R>) =>
    async (actor: Actor | null, raw: unknown): Promise<R> => {
      const asking = signedIn(actor);
      const input = parseInput(schema, raw);
      return inTransaction(db, (trx) => verb({ trx, actor: asking, now: clock.now() }, input));
    };
  const read =
    <A extends unknown[], R>(query: (ctx: ReadContext, ...args: A) => Promise<R>) =>
    async (actor: Actor | null, ...args: A): Promise<R> =>
      query({ db, actor: signedIn(actor), now: clock.now() }, ...args);

  return {
    clock,
    log,
    origin,
    demo,
    /** What every person of the demo signs in with; elsewhere there is no such thing. */
    demoPassword: demo ? demoPassword : null,
    auth: createAuth({ db, clock, demo }),
    invitations: {
      ...createInvitations({
        db,
        clock,
        origin,
        demo,
        seat: roomCommands.seat,
        found: networkCommands.found,
      }),
      make: write(invite, invitationCommands.make),
      revoke: write(revoke, invitationCommands.revoke),
      waiting: read(invitationQueries.waiting),
    },
    networks: {
      home: read(networkQueries.home),
      addInstitution: write(addInstitution, networkCommands.add),
      addTopic: write(addTopic, networkCommands.addTopicTo),
    },
    people: {
      home: read(personQueries.home),
      signIns: read(personQueries.signIns),
      rename: write(rename, personCommands.rename),
      readIn: write(chooseLang, personCommands.readIn),
      liveIn: write(chooseZone, personCommands.liveIn),
      endSignIn: write(endSignIn, personCommands.endSignInOn),
      endOtherSignIns: write(nothing, personCommands.endOtherSignIns),
    },
    plans: {
      open: read(planQueries.open),
      changes: read(planQueries.changes),
    },
    rooms: {
      mine: read(roomQueries.mine),
      head: read(roomQueries.open),
      people: read(roomQueries.people),
      events: read(roomQueries.events),
      sinceYouWereHere: read(roomQueries.sinceYouWereHere),
      open: write(openRoom, roomCommands.open(seedPlan)),
      join: write(joinRoom, roomCommands.join),
      moveToStep: write(moveStep, roomCommands.moveToStep),
      visit: write(visit, roomCommands.visitRoom),
    },
    commitments: {
      make: write(commitment.makeCommitment, commitmentCommands.make),
      accept: write(commitment.acceptCommitment, commitmentChanges.accept),
      postpone: write(commitment.postponeCommitment, commitmentChanges.postpone),
      pause: write(commitment.pauseCommitment, commitmentChanges.pause),
      resume: write(commitment.resumeCommitment, commitmentChanges.resume),
      handOver: write(commitment.handOverCommitment, commitmentChanges.handOver),
      ofRoom: read(commitmentQueries.ofRoom),
      dueForRoom: read(commitmentQueries.dueForRoom),
      byCard: read(commitmentQueries.byCard),
      mine: read(commitmentQueries.mine),
      dueFor: read(commitmentQueries.dueFor),
      waiting: read(commitmentQueries.waiting),
      page: read(commitmentQueries.page),
      startFrom: read(commitmentQueries.startFrom),
      tracked: read(tracked),
    },
    reportBacks: {
      give: write(reportBack.giveReport, reportBackCommands.give(keepImage)),
      hear: write(reportBack.hearReport, reportBackCommands.hear),
      reply: write(reportBack.replyToReport, reportBackCommands.reply),
    },
    /** Signed links: who holds one need not be signed in. */
    links: createLinkPages({ db, clock, links: createLinks(secret), keepImage }),
    /** Only where mails have nowhere else to go. */
    mailbox: smtp ? null : { list: read(mailbox.list), open: read(mailbox.open) },
    sessions: {
      ofRoom: read(sessionQueries.ofRoom),
      page: read(sessionQueries.page),
      next: read(sessionQueries.next),
      plan: write(planSession, sessionCommands.plan),
      move: write(moveSession, sessionCommands.move),
      cancel: write(ofSession, sessionCommands.cancel),
      end: write(ofSession, sessionCommands.end),
      nextItem: write(ofSession, sessionCommands.nextItem),
      raiseHand: write(inHand, sessionCommands.raiseHand),
      lowerHand: write(somebodyInSession, sessionCommands.lowerHand),
      remove: write(somebodyInSession, sessionCommands.remove),
    },
    media: createMedia({ db, clock, log, server: callServer ?? noCallServer }),
    images: { open: read(imageQueries.open) },
    walkthroughs: {
      ofSession: read(walkthroughQueries.ofSession),
      start: write(startWalkthrough, walkthroughCommands.start),
      arriveAt: write(arriveAtStation, walkthroughCommands.arriveAt),
      hide: write(thisWalkthrough, walkthroughCommands.hide),
      show: write(thisWalkthrough, walkthroughCommands.show),
      end: write(thisWalkthrough, walkthroughCommands.end),
    },
    questions: {
      ask: write(askQuestion, questionCommands.ask),
      vote: write(thisQuestion, questionCommands.vote),
      unvote: write(thisQuestion, questionCommands.unvote),
      take: write(thisQuestion, questionCommands.take),
      answer: write(answerQuestion, questionCommands.answer),
      carry: write(thisQuestion, questionCommands.carry),
    },
    moments: {
      ofRoom: read(momentQueries.ofRoom),
      keep: write(keepMoment, momentCommands.keep),
    },
  };
}
export type App = ReturnType<typeof composeApp>;

const slot = Symbol.for('twinward.app');

/** Puts the App where `src/hooks.server.ts` finds it: SvelteKit bundles its own copy of every module it imports. */
export function provideApp(app: App): void {
  (globalThis as { [slot]?: App })[slot] = app;
}
