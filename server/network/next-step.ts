import type { NetworkId, RoomId, TwinningId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import { nextStepOf, type NextStep } from '#domain/network/setup.ts';
import { sql, type ExpressionBuilder } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ReadContext } from '../context.ts';
import type { DB } from '../db/tables.ts';

/**
 * The one next step for who sets up a network, or leads a room that has had no session yet; null when there is none.
 * Computed from what is there, by one query.
 */
export async function nextStep(ctx: ReadContext, only: NetworkId | null = null): Promise<NextStep | null> {
  const held = ctx.actor.networks
    .map((one) => one.networkId)
    .filter((id) => (only === null || id === only) && networkAbilities(ctx.actor, id).lookAfter);
  const [networkId] = held;
  return networkId ? ofNetwork(ctx, networkId) : ofLeading(ctx, only);
}

/** The same of one network, for those who look after it. */
export async function ofNetwork(ctx: ReadContext, networkId: NetworkId): Promise<NextStep | null> {
  const facts = await setupFacts(ctx, networkId).executeTakeFirst();
  return facts ? stepOf(networkId, facts) : null;
}

/**
 * Some session of the network, whichever is found first. Room by room: in a large network the first has one, in a new
 * one there are few, and neither reads the sessions of everybody.
 */
export const hasSession = (eb: ExpressionBuilder<DB, 'network'>) =>
  eb
    .selectFrom('room')
    .innerJoinLateral(
      (of) =>
        of
          .selectFrom('session')
          .whereRef('session.room_id', '=', 'room.id')
          .limit(1)
          .select('id')
          .as('first'),
      (join) => join.onTrue(),
    )
    .whereRef('room.network_id', '=', 'network.id')
    .orderBy('room.name')
    .orderBy('room.id')
    .limit(1)
    .select('first.id');

/** What is there already of a network's setup, as one query: while it has no session, it is small. */
const setupFacts = (ctx: ReadContext, networkId: NetworkId) =>
  ctx.db
    .selectFrom('network')
    .where('network.id', '=', networkId)
    .select((eb) => [
      eb
        .selectFrom('institution')
        .where('network_id', '=', networkId)
        .where('level', '<>', 'backbone')
        .where('left_at', 'is', null)
        .where('merged_into', 'is', null)
        .offset(1)
        .limit(1)
        .select('id')
        .as('second_institution'),
      eb.selectFrom('twinning').where('network_id', '=', networkId).limit(1).select('id').as('twinning'),
      eb
        .selectFrom('twinning')
        .where('network_id', '=', networkId)
        .where('ended_at', 'is', null)
        .where((not) =>
          not.not(
            not.exists(
              not.selectFrom('room').whereRef('room.twinning_id', '=', 'twinning.id').select('room.id'),
            ),
          ),
        )
        .orderBy('created_at')
        .limit(1)
        .select('id')
        .as('waiting'),
      hasSession(eb).as('session'),
      jsonArrayFrom(newestWithoutSession(ctx).where('room.network_id', '=', networkId)).as('rooms'),
    ]);

interface FactRow {
  second_institution: string | null;
  twinning: string | null;
  waiting: string | null;
  session: string | null;
  rooms: { id: string; name: string; leads: boolean; peopled: unknown }[];
}

/** The one next step that follows from them. */
function stepOf(networkId: NetworkId, facts: FactRow): NextStep | null {
  const [room] = facts.rooms;
  return nextStepOf(networkId, {
    institutions: facts.second_institution !== null,
    twinned: facts.twinning !== null,
    waiting: facts.waiting as TwinningId | null,
    anyRoom: room !== undefined || facts.session !== null,
    anySession: facts.session !== null,
    room: room ? toRoom(room) : null,
  });
}

async function ofLeading(ctx: ReadContext, only: NetworkId | null): Promise<NextStep | null> {
  const room = await newestWithoutSession(ctx)
    .where('me.role', 'in', ['facilitator', 'co_facilitator'])
    .$if(only !== null, (query) => query.where('room.network_id', '=', only))
    .select('room.network_id')
    .executeTakeFirst();
  if (!room) return null;
  const { network_id, ...found } = room;
  return nextStepOf(network_id as NetworkId, {
    ...{ institutions: true, twinned: true, waiting: null, anyRoom: true, anySession: false },
    room: toRoom(found),
  });
}

const toRoom = (row: { id: string; name: string; leads: boolean; peopled: unknown }) => ({
  ...{ id: row.id as RoomId, name: row.name, leads: row.leads, peopled: row.peopled === true },
});

/** `peopled`: somebody of the twins is in, or an invitation is out. */
const newestWithoutSession = ({ db, actor, now }: ReadContext) =>
  db
    .selectFrom('room')
    .leftJoin('room_member as me', (join) =>
      join.onRef('me.room_id', '=', 'room.id').on('me.person_id', '=', actor.personId),
    )
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('session').whereRef('session.room_id', '=', 'room.id').select('session.id')),
      ),
    )
    .orderBy('room.created_at', 'desc')
    .orderBy('room.id', 'desc')
    .limit(1)
    .select((eb) => [
      'room.id',
      'room.name',
      sql<boolean>`coalesce(me.role IN ('facilitator', 'co_facilitator'), false)`.as('leads'),
      eb
        .or([
          eb.exists(
            eb
              .selectFrom('room_member')
              .whereRef('room_member.room_id', '=', 'room.id')
              .where('room_member.role', '<>', 'facilitator')
              .select('room_member.person_id'),
          ),
          eb.exists(
            eb
              .selectFrom('invitation')
              .whereRef('invitation.room_id', '=', 'room.id')
              .where('invitation.revoked_at', 'is', null)
              .where('invitation.expires_at', '>', now)
              .select('invitation.id'),
          ),
        ])
        .as('peopled'),
    ]);
