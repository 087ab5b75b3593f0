import { createHash, randomBytes } from 'node:crypto';
import { Lucia, TimeSpan, type Adapter, type DatabaseSession } from 'lucia';
import type { Database } from '../db/database.ts';

// Lucia is deprecated upstream: everything that knows it is in this file, so that it can be replaced here.

/** Only this is stored: whoever reads the database cannot sign in with it. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const sessionOf = (secret: string, row: { person_id: string; expires_at: Date }): DatabaseSession => ({
  id: secret,
  userId: row.person_id,
  expiresAt: row.expires_at,
  attributes: {},
});

/** Lucia's storage over our tables. The secret goes in hashed and never comes back. */
function kyselyAdapter(db: Database): Adapter {
  return {
    async getSessionAndUser(secret) {
      const row = await db
        .selectFrom('auth_session')
        .where('id', '=', hashSecret(secret))
        .select(['person_id', 'expires_at'])
        .executeTakeFirst();
      if (!row) return [null, null];
      return [sessionOf(secret, row), { id: row.person_id, attributes: {} }];
    },
    // Lucia asks for these by secret, which we do not have: sign-ins are listed and ended by our own queries.
    getUserSessions: () => Promise.resolve([]),
    async setSession(session) {
      await db
        .insertInto('auth_session')
        .values({
          id: hashSecret(session.id),
          person_id: session.userId,
          expires_at: session.expiresAt,
          ...place(session.attributes),
        })
        .execute();
    },
    async updateSessionExpiration(secret, expiresAt) {
      await db
        .updateTable('auth_session')
        .set({ expires_at: expiresAt })
        .where('id', '=', hashSecret(secret))
        .execute();
    },
    async deleteSession(secret) {
      await db.deleteFrom('auth_session').where('id', '=', hashSecret(secret)).execute();
    },
    async deleteUserSessions(personId) {
      await db.deleteFrom('auth_session').where('person_id', '=', personId).execute();
    },
    async deleteExpiredSessions() {
      await db.deleteFrom('auth_session').where('expires_at', '<=', new Date()).execute();
    },
  };
}

const place = (attributes: object) => {
  const { device, address, at } = attributes as { device: string; address: string; at: Date };
  return { device: device.slice(0, 200), address: address.slice(0, 64), created_at: at };
};

export interface Sessions {
  /** Starts a sign-in and returns its secret, for the cookie alone. */
  start(personId: string, from: { address: string; device: string }, at: Date): Promise<string>;
  /** The person behind a secret, or null; slides the expiry when half of it is over (`fresh`). */
  find(
    secret: string,
  ): Promise<{ personId: string; authSessionId: string; fresh: boolean; expiresAt: Date } | null>;
  end(secret: string): Promise<void>;
  forgetExpired(): Promise<void>;
}

/** Sign-ins that last 30 days and slide. Lucia reads the real clock: the one named exception. */
export function openSessions(db: Database): Sessions {
  const lucia = new Lucia(kyselyAdapter(db), { sessionExpiresIn: new TimeSpan(30, 'd') });
  return {
    async start(personId, { address, device }, at) {
      const sessionId = randomBytes(25).toString('base64url');
      const session = await lucia.createSession(personId, { device, address, at } as never, {
        sessionId,
      });
      return session.id;
    },
    async find(secret) {
      if (!/^[\w-]{20,64}$/.test(secret)) return null;
      const { session } = await lucia.validateSession(secret);
      if (!session) return null;
      return {
        personId: session.userId,
        authSessionId: hashSecret(secret),
        fresh: session.fresh,
        expiresAt: session.expiresAt,
      };
    },
    end: (secret) => lucia.invalidateSession(secret),
    forgetExpired: () => lucia.deleteExpiredSessions(),
  };
}
