import { WebhookReceiver, type WebhookEvent, type WebhookEventNames } from 'livekit-server-sdk';
import { isId, type PersonId, type SessionId } from '#domain/ids.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { arrive, depart } from '../session/attendance.ts';
import { personOfIdentity, sessionOfMediaRoom, type CallServer } from './call-server.ts';

type Handler = (trx: Tx, event: WebhookEvent, at: Date) => Promise<void>;

const leaves: Handler = async (trx, { participant }, at) => {
  if (participant) await depart(trx, participant.sid, at);
};

/** What we do when the media server tells something; everything else is only remembered as heard. */
const handlers: Partial<Record<WebhookEventNames, Handler>> = {
  async participant_joined(trx, { room, participant }, at) {
    const stay = stayOf(room?.name, participant);
    if (stay) await arrive(trx, stay, at);
  },
  participant_left: leaves,
  participant_connection_aborted: leaves,
};

/** A participant as one of our people in one of our sessions; null when they are none. */
export function stayOf(
  roomName: string | undefined,
  participant: { identity: string; sid: string } | undefined,
) {
  const sessionId = sessionOfMediaRoom(roomName ?? '');
  const personId = personOfIdentity(participant?.identity ?? '');
  if (!sessionId || !participant || !isId(personId)) return null;
  return {
    sessionId: sessionId as SessionId,
    personId: personId as PersonId,
    participantSid: participant.sid,
  };
}

/** Reads a webhook's signed text; null when it was not signed by our media server. */
export async function verified(
  server: CallServer,
  body: string,
  authorization: string | undefined,
): Promise<WebhookEvent | null> {
  try {
    return await new WebhookReceiver(server.apiKey, server.apiSecret).receive(body, authorization);
  } catch {
    return null;
  }
}

/** Does what an event asks for, once: the media server repeats what it was not thanked for. */
export async function handle(db: Database, event: WebhookEvent, at: Date): Promise<void> {
  const handler = handlers[event.event];
  if (!handler) return;
  await inTransaction(db, async (trx) => {
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('webhook_event')
      .values({ id: event.id, at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows) await handler(trx, event, at);
  });
}
