import type { IncomingMessage } from 'node:http';
import type { PresenceIdentity } from '#domain/sync/messages.ts';

export interface Rights {
  ok: true;
  personId: string;
  authSessionId: string;
  identity: PresenceIdentity;
  canEdit: boolean;
  /** When the sign-in ends by itself. */
  expiresAt: Date;
}
export type Refusal = { ok: false; code: 4401 | 4403 | 4404 };
/** Asks who is behind a request and what they may do with a document. */
export type Authorise = (req: IncomingMessage, documentId: string) => Promise<Rights | Refusal>;

/** Whose rights changed; every field given must fit. */
export interface RightsChange {
  personId?: string;
  authSessionId?: string;
  roomId?: string;
}

export const concerns = (change: RightsChange, of: Required<RightsChange>): boolean =>
  (change.personId === undefined || change.personId === of.personId) &&
  (change.authSessionId === undefined || change.authSessionId === of.authSessionId) &&
  (change.roomId === undefined || change.roomId === of.roomId);

const path = /^\/sync\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** Whose page asks, if it says so: one that was left open must not go on under the next person's sign-in. */
export const pageOf = (req: IncomingMessage): string | null =>
  new URLSearchParams((req.url ?? '').split('?')[1]).get('person');

/** The document that a request below `/sync/` is about; empty when its path names none. */
export const documentOf = (req: IncomingMessage): string =>
  path.exec((req.url ?? '').split('?')[0]!)?.[1]?.toLowerCase() ?? '';
