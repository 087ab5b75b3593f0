import { createTransport } from 'nodemailer';
import type { Clock } from '../context.ts';
import { inTransaction, sql, type Database, type Tx } from '../db/database.ts';
import { writeMail, type Mail } from './letter.ts';
import type { Links } from './links.ts';

export interface Outgoing extends Mail {
  id: string;
  address: string;
  at: Date;
}
/** Hands a mail over and answers what the other side said. Throws when it was not taken. */
export type Gateway = (mail: Outgoing, db: Database) => Promise<string>;

/** Sends by an SMTP server. The Message-ID is the outbox row's, so that a mail repeated after a crash is recognised. */
export function smtpGateway(url: string, from: string): Gateway {
  const transport = createTransport(url);
  const host = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
  return async (mail) => {
    const sent = await transport.sendMail({
      from,
      to: mail.address,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      date: mail.at,
      messageId: `<${mail.id}@${host}>`,
      // As mail programs know an invitation: another way to read the mail, and a file for the others.
      ...(mail.calendar
        ? {
            icalEvent: {
              ...mail.calendar,
              filename: mail.calendar.method === 'CANCEL' ? 'cancel.ics' : 'invite.ics',
            },
          }
        : {}),
    });
    return sent.response;
  };
}

/** Without an SMTP server: into the mailbox that demo people open in the browser. */
export const mailboxGateway: Gateway = async ({ id, address, subject, text, html, at, calendar }, db) => {
  await db
    .insertInto('mailbox_mail')
    .values({ id, address, subject, text, html, at, calendar: calendar?.content ?? null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return 'kept in the mailbox';
};

/** Delivers one message of the outbox. A failure is written down and thrown on, so that the job is tried again. */
export async function deliver(
  parts: { db: Database; clock: Clock; links: Links; origin: string; from?: string; gateway: Gateway },
  outboxId: string,
): Promise<void> {
  const { db, clock } = parts;
  try {
    await inTransaction(db, async (trx) => {
      const row = await trx
        .selectFrom('outbox')
        .where('id', '=', outboxId)
        .where('sent_at', 'is', null)
        .selectAll()
        .forUpdate()
        .executeTakeFirst();
      if (!row) return;
      if (await withheld(trx, row)) {
        const answer = 'not sent: no longer in the room';
        await trx
          .updateTable('outbox')
          .set({ sent_at: clock.now(), gateway_answer: answer })
          .where('id', '=', row.id)
          .execute();
        return;
      }
      const mail = writeMail({ ...row, madeAt: row.made_at }, parts);
      const answer = await parts.gateway({ ...mail, id: row.id, address: row.address, at: row.made_at }, trx);
      await trx
        .updateTable('outbox')
        .set((eb) => ({
          sent_at: clock.now(),
          gateway_answer: answer.slice(0, 500),
          last_error: null,
          attempts: eb('attempts', '+', 1),
        }))
        .where('id', '=', row.id)
        .execute();
    });
  } catch (error) {
    const words = error instanceof Error ? error.message : 'unknown';
    await db
      .updateTable('outbox')
      .set((eb) => ({ attempts: eb('attempts', '+', 1), last_error: words.slice(0, 500) }))
      .where('id', '=', outboxId)
      .execute();
    throw error;
  }
}

/** Takes a date out of a calendar, also of who lost the room: they would stand there waiting. */
const isOff = new Set(['session_cancelled', 'session_withdrawn']);

/** Words of the room itself: those who only look after its network never read them. */
const isOfMembers = new Set(['comment_mention', 'comment_reply', 'suggestion_decided']);

/** What is written in a room reaches nobody who lost it meanwhile, however long a mail waited; that a date is off does. */
async function withheld(
  trx: Tx,
  {
    person_id: personId,
    room_id: roomId,
    template,
  }: { person_id: string | null; room_id: string | null; template: string },
): Promise<boolean> {
  if (!personId || !roomId || isOff.has(template)) return false;
  const reached = await sql<{ yes: boolean }>`SELECT
    EXISTS (SELECT FROM room_member WHERE room_id = ${roomId} AND person_id = ${personId})
    OR ${!isOfMembers.has(template)} AND EXISTS (SELECT FROM network_member
      JOIN room ON room.network_id = network_member.network_id WHERE room.id = ${roomId} AND person_id = ${personId})
    OR EXISTS (SELECT FROM person JOIN session ON session.id = person.guest_of
      WHERE session.room_id = ${roomId} AND person.id = ${personId}) AS yes`.execute(trx);
  return reached.rows[0]?.yes !== true;
}
