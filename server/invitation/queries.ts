import { isId, type InstitutionId, type InvitationId, type NetworkId } from '#domain/ids.ts';
import { institutionAbilities } from '#domain/institution/abilities.ts';
import { ownRoles, rolesFor, type InvitedRole, type Target } from '#domain/invitation/invitation.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { roomAccess } from '../room/access.ts';

/** An invitation that still opens something. */
export interface Waiting {
  id: InvitationId;
  target: Target;
  role: InvitedRole;
  many: boolean;
  name: string | null;
  address: string | null;
  institution: string | null;
  room: string | null;
  by: string | null;
  expiresAt: Date;
  /** How many have come in by it. */
  uses: number;
}

const PAGE = 50;

/** What the actor can give in a room: through which institutions, with which roles. `not_found` without a right to invite. */
export async function invitingTo(ctx: ReadContext, roomId: string) {
  const access = await roomAccess(ctx, roomId, 'seeSummary');
  const { invite, inviteOwn } = access.abilities;
  if (!invite && !inviteOwn) throw notFound('room');
  const own = ctx.actor.institutions.map((one) => one.institutionId);
  const rows = await ctx.db
    .selectFrom('institution')
    .leftJoin('room_institution', (join) =>
      join
        .onRef('room_institution.institution_id', '=', 'institution.id')
        .on('room_institution.room_id', '=', access.roomId),
    )
    .where('institution.network_id', '=', access.networkId)
    .where('institution.left_at', 'is', null)
    .where('institution.merged_into', 'is', null)
    .where('room_institution.left_at', 'is', null)
    .where((eb) =>
      invite
        ? // Who brings the others together may lead a room that its institution is not in yet.
          eb.or([
            eb('room_institution.room_id', 'is not', null),
            eb('institution.level', '=', 'backbone'),
            ...(own.length > 0 ? [eb('institution.id', 'in', own)] : []),
          ])
        : eb('institution.id', '=', access.institutionId),
    )
    .orderBy('room_institution.position')
    .orderBy('institution.name')
    .limit(PAGE)
    .select(['institution.id', 'institution.name', 'institution.short_name as shortName'])
    .select('room_institution.position')
    .execute();
  return {
    roomId: access.roomId,
    networkId: access.networkId,
    /** Through whichever institution; otherwise the own one alone. */
    anywhere: invite,
    institutions: rows.map(({ position, ...row }) => ({
      ...row,
      id: row.id as InstitutionId,
      inRoom: position !== null,
    })),
    roles: invite ? rolesFor.room : ownRoles,
  };
}

/** The invitations to a room that still wait, newest first: all, or through the own institution. */
export async function waitingFor(ctx: ReadContext, roomId: string, page = 0) {
  const access = await roomAccess(ctx, roomId, 'seeSummary');
  const { invite, inviteOwn } = access.abilities;
  if (!invite && !inviteOwn) throw notFound('room');
  const rows = waitingRows(ctx, page).where('invitation.room_id', '=', access.roomId);
  return toPage(
    await (
      invite
        ? rows
        : rows.where((eb) =>
            eb.or([
              eb('invitation.institution_id', '=', access.institutionId),
              eb('invitation.made_by', '=', ctx.actor.personId),
            ]),
          )
    ).execute(),
    page,
  );
}

/**
 * The invitations of a network that still wait, newest first, 50 a page. Those who look after it; those to its own
 * roles only who may give them.
 */
export async function waitingIn(ctx: ReadContext, networkId: NetworkId, page = 0) {
  const may = networkAbilities(ctx.actor, networkId);
  if (!may.invite) throw notFound('network');
  const rows = await waitingRows(ctx, page)
    .where('invitation.network_id', '=', networkId)
    .$if(!may.inviteToNetwork, (query) => query.where('invitation.target', '<>', 'network'))
    .execute();
  return toPage(rows, page);
}

/** The invitations to an institution that still wait. Those who may invite there. */
export async function waitingAt(ctx: ReadContext, institutionId: string, page = 0) {
  const institution = await invitingAt(ctx, institutionId);
  const rows = await waitingRows(ctx, page)
    .where('invitation.network_id', '=', institution.networkId)
    .where('invitation.institution_id', '=', institution.id)
    .where('invitation.target', '=', 'institution')
    .execute();
  return toPage(rows, page);
}

/** An institution that the actor may invite people to. */
export async function invitingAt(ctx: ReadContext, institutionId: string) {
  if (!isId(institutionId)) throw notFound('institution');
  const row = await ctx.db
    .selectFrom('institution')
    .innerJoin('network', 'network.id', 'institution.network_id')
    .where('institution.id', '=', institutionId)
    .where('left_at', 'is', null)
    .where('merged_into', 'is', null)
    .select(['institution.id', 'institution.name', 'network_id', 'network.name as network'])
    .executeTakeFirst();
  if (!row) throw notFound('institution');
  const institution = {
    id: row.id as InstitutionId,
    name: row.name,
    networkId: row.network_id as NetworkId,
    network: row.network,
  };
  const may = institutionAbilities(ctx.actor, {
    institutionId: institution.id,
    networkId: institution.networkId,
  });
  if (!may.invite) throw notFound('institution');
  return institution;
}

/** Institutions of a network by words of their name, at most 20; those who look after it. */
export async function invitable(ctx: ReadContext, networkId: NetworkId, words: string) {
  if (!networkAbilities(ctx.actor, networkId).invite) throw notFound('network');
  return ctx.db
    .selectFrom('institution')
    .where('network_id', '=', networkId)
    .where('left_at', 'is', null)
    .where('merged_into', 'is', null)
    .where('name', 'ilike', pattern(words))
    .orderBy('name')
    .limit(FOUND)
    .select(['id', 'name', 'place'])
    .execute();
}

/** Rooms of a network by words of their name, at most 20; those who look after it. */
export async function invitableRooms(ctx: ReadContext, networkId: NetworkId, words: string) {
  if (!networkAbilities(ctx.actor, networkId).invite) throw notFound('network');
  const topic = ctx.actor.lang === 'fr' ? 'topic.name_fr' : 'topic.name_en';
  return ctx.db
    .selectFrom('room')
    .innerJoin('twinning', 'twinning.id', 'room.twinning_id')
    .innerJoin('topic', 'topic.id', 'twinning.topic_id')
    .where('room.network_id', '=', networkId)
    .where('room.name', 'ilike', pattern(words))
    .orderBy('room.name')
    .orderBy('room.id')
    .limit(FOUND)
    .select(['room.id', 'room.name', `${topic} as place`])
    .execute();
}

const FOUND = 20;
const pattern = (words: string) => `%${words.trim().replaceAll(/[%_\\]/g, '\\$&')}%`;

const waitingRows = ({ db, now }: ReadContext, page: number) =>
  db
    .selectFrom('invitation')
    .leftJoin('institution', 'institution.id', 'invitation.institution_id')
    .leftJoin('room', 'room.id', 'invitation.room_id')
    .leftJoin('person', 'person.id', 'invitation.made_by')
    .where('invitation.revoked_at', 'is', null)
    .where('invitation.expires_at', '>', now)
    .where((eb) =>
      eb.or([
        eb('invitation.many', '=', true),
        eb.not(
          eb.exists(
            eb.selectFrom('invitation_use').whereRef('invitation_id', '=', 'invitation.id').select('at'),
          ),
        ),
      ]),
    )
    .orderBy('invitation.made_at', 'desc')
    .orderBy('invitation.id')
    .offset(page * PAGE)
    .limit(PAGE + 1)
    .select((eb) => [
      'invitation.id',
      'invitation.target',
      'invitation.role',
      'invitation.many',
      'invitation.name',
      'invitation.address',
      'invitation.expires_at',
      'institution.short_name as institution',
      'room.name as room',
      'person.name as by',
      eb
        .selectFrom('invitation_use')
        .whereRef('invitation_id', '=', 'invitation.id')
        .select((of) => of.fn.countAll<string>().as('count'))
        .as('uses'),
    ]);

function toPage(rows: Awaited<ReturnType<ReturnType<typeof waitingRows>['execute']>>, page: number) {
  const items: Waiting[] = rows.slice(0, PAGE).map(({ expires_at, uses, ...row }) => ({
    ...row,
    id: row.id as InvitationId,
    target: row.target as Target,
    role: row.role as InvitedRole,
    expiresAt: expires_at,
    uses: Number(uses ?? 0),
  }));
  return { items, page, more: rows.length > PAGE };
}
