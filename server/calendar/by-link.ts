import type { Answer } from '#domain/calendar/calendar.ts';
import { answerByLink } from '#domain/calendar/schemas.ts';
import type { SessionId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import type { Lang } from '#domain/person/lang.ts';
import { findActor } from '../auth/sign-in.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { gone } from '../errors.ts';
import type { Links } from '../messaging/links.ts';
import { sessionAccess } from '../session/access.ts';
import { answer, ofSession } from './answers.ts';
import { readSubject } from './subject.ts';
import { whenWords } from './when-words.ts';

interface Shown {
  lang: Lang;
  /** Whose link it is: shared phones and forwarded mails are common. */
  name: string;
  sessionId: SessionId;
  title: string;
  roomName: string;
  startsAt: string;
  minutes: number;
  zone: string;
  readerZone: string;
  agenda: string[];
  /** What they said last, and whether that was about another time. */
  said: Answer | null;
  beforeMove: boolean;
  /** How many more of its series come after it. */
  more: number;
}
export type AnswerPage =
  | { state: 'forged' }
  /** No longer in the room, or the room no longer there for them: nothing of it is said. */
  | { state: 'taken_back'; lang: Lang }
  | ({ state: 'open' | 'over' | 'cancelled' } & Shown);

/** The answer that the link in an invitation allows, without signing in. Looking never writes. */
export function createAnswerPages({ db, clock, links }: { db: Database; clock: Clock; links: Links }) {
  async function find(on: Database | Tx, token: string): Promise<{ page: AnswerPage; actor: Actor | null }> {
    const link = links.answers.read(token);
    const actor = link && (await findActor(on, link.personId, ''));
    if (!link || !actor || actor.guestOf) return { page: { state: 'forged' }, actor: null };
    const ctx = { db: on, actor, now: clock.now() };
    const access = await sessionAccess(ctx, link.sessionId).catch(() => null);
    const subject = access && (await readSubject(on, await subjectIdOf(on, access.sessionId), ctx.now));
    const session = subject?.sessions.find(({ id }) => id === link.sessionId);
    if (!access || !subject || !session) return { page: { state: 'taken_back', lang: actor.lang }, actor };
    const said = (await ofSession(ctx, link.sessionId)).find((one) => one.personId === actor.personId);
    const open = access.abilities.answer && session.ahead;
    const { title, minutes, zone, agenda } = session;
    const page: AnswerPage = {
      state: session.cancelled ? 'cancelled' : open ? 'open' : 'over',
      ...{ lang: actor.lang, name: actor.name, sessionId: access.sessionId, roomName: subject.roomName },
      ...{ title, minutes, zone, agenda, startsAt: session.startsAt.toISOString(), readerZone: actor.zone },
      ...{ said: said?.answer ?? null, beforeMove: said?.beforeMove ?? false },
      more: subject.sessions.filter(
        (one) => one.ahead && !one.cancelled && one.startsAt.getTime() > session.startsAt.getTime(),
      ).length,
    };
    return { page, actor };
  }

  return {
    look: async (token: string): Promise<AnswerPage> => (await find(db, token)).page,
    async answer(token: string, raw: unknown): Promise<void> {
      const input = parseInput(answerByLink, raw);
      await inTransaction(db, async (trx) => {
        const { page, actor } = await find(trx, token);
        if (page.state !== 'open' || !actor) throw gone('calendar_link_closed');
        await answer('link')({ trx, actor, now: clock.now() }, { ...input, sessionId: page.sessionId });
      });
    },
    /** Day and times as the mail says them. */
    when: whenWords,
  };
}

async function subjectIdOf(db: Database | Tx, sessionId: string): Promise<string> {
  const row = await db
    .selectFrom('session')
    .where('id', '=', sessionId)
    .select('series_id')
    .executeTakeFirst();
  return row?.series_id ?? sessionId;
}
