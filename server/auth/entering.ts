import type { Clock } from '../context.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { recordAudit } from '../event/audit.ts';
import { makeToken } from './account-token.ts';
import type { Sessions } from './lucia.ts';
import { hasSecondFactor } from './second-factor.ts';

/** From where somebody comes, and what their browser remembers of who has signed in there (known-device.ts). */
export interface From {
  address: string;
  device: string;
  known?: string | undefined;
}
export const ways = ['password', 'pin', 'link', 'passkey', 'invitation', 'demo'] as const;
export type Way = (typeof ways)[number];

/** Either a sign-in, with the secret for its cookie, or what is still asked before one: a step, with its token. */
export type Entered = { personId: string; secret: string } | { step: string };
/** What is still asked: a code of the authenticator, or a PIN of one's own instead of the one somebody else chose. */
export type StepNeed = 'code' | 'pin';

/** Minutes between the password and the second step. */
const STEP_MINUTES = 15;

/** What follows once somebody has proved who they are: perhaps a second step, then the sign-in, told to the audit. */
export function createEntering({ db, clock, sessions }: { db: Database; clock: Clock; sessions: Sessions }) {
  const start = async (personId: string, from: From, how: Way): Promise<string> => {
    const secret = await sessions.start(personId, from, clock.now());
    await inTransaction(db, async (trx) =>
      recordAudit(trx, {
        kind: 'signed_in',
        personId,
        at: clock.now(),
        ...(await networkLookedAfter(trx, personId)),
        ...{ address: from.address, device: from.device, data: { how } },
      }),
    );
    return secret;
  };
  return {
    start,
    /** Starts the sign-in, or says which step comes before it. A passkey is two factors already. */
    async enter(personId: string, from: From, how: Way, passed: StepNeed[] = []): Promise<Entered> {
      const step = await inTransaction(db, async (trx) => {
        const need = await nextNeed(trx, personId, { how, passed });
        if (!need) return null;
        const data = { need, how, passed };
        const made = {
          kind: 'second_step',
          personId,
          data,
          now: clock.now(),
          minutes: STEP_MINUTES,
        } as const;
        return (await makeToken(trx, made)).token;
      });
      return step ? { step } : { personId, secret: await start(personId, from, how) };
    },
  };
}
export type Entering = ReturnType<typeof createEntering>;

async function nextNeed(
  trx: Tx,
  personId: string,
  { how, passed }: { how: Way; passed: StepNeed[] },
): Promise<StepNeed | null> {
  if (how !== 'passkey' && !passed.includes('code') && (await hasSecondFactor(trx, personId))) return 'code';
  if (how !== 'pin' || passed.includes('pin')) return null;
  const { pin_reset_at } = await trx
    .selectFrom('person')
    .where('id', '=', personId)
    .select('pin_reset_at')
    .executeTakeFirstOrThrow();
  return pin_reset_at ? 'pin' : null;
}

/** The network whose administrators read of a sign-in: only of those who look after it. Nobody else is watched. */
async function networkLookedAfter(trx: Tx, personId: string): Promise<{ networkId?: string }> {
  const row = await trx
    .selectFrom('network_member')
    .where('person_id', '=', personId)
    .select('network_id')
    .executeTakeFirst();
  return row ? { networkId: row.network_id } : {};
}

/** The network whose administrators may read this of a person: the first they belong to. */
export async function networkOf(trx: Database | Tx, personId: string): Promise<{ networkId?: string }> {
  const row = await trx
    .selectFrom('network_member')
    .where('person_id', '=', personId)
    .select('network_id')
    .union(
      trx
        .selectFrom('institution_member')
        .innerJoin('institution', 'institution.id', 'institution_member.institution_id')
        .where('person_id', '=', personId)
        .select('network_id'),
    )
    .limit(1)
    .executeTakeFirst();
  return row ? { networkId: row.network_id } : {};
}
