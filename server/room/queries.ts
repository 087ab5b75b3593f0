import type { EventItem } from '#domain/event/event.ts';
import type { InstitutionId, PersonId, RoomId } from '#domain/ids.ts';
import {
  twinAt,
  type RoomCard,
  type RoomInstitution,
  type RoomPerson,
  type RoomRole,
  type Side,
} from '#domain/room/room.ts';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ReadContext } from '../context.ts';
import { roomAccess } from './access.ts';

/** A room's head: name, topic, step, institutions, the actor's place in it. `not_found` without a right to its summary. */
export async function open(ctx: ReadContext, roomId: string) {
  const access = await roomAccess(ctx, roomId, 'seeSummary');
  const [card] = await cards(ctx, [access.roomId]);
  const { lang, ...twinning } = await ctx.db
    .selectFrom('room')
    .innerJoin('twinning', 'twinning.id', 'room.twinning_id')
    .where('room.id', '=', access.roomId)
    .select((eb) => [
      'room.lang',
      'twinning.agreement',
      'twinning.agreed_on as agreedOn',
      jsonArrayFrom(
        eb
          .selectFrom('twinning_institution')
          .whereRef('twinning_institution.twinning_id', '=', 'room.twinning_id')
          .select(['institution_id as institutionId', 'sponsor']),
      ).as('sponsors'),
    ])
    .executeTakeFirstOrThrow();
  return {
    ...card!,
    lang,
    twinning,
    zone: access.zone,
    role: access.role,
    institutionId: access.institutionId,
    abilities: access.abilities,
  };
}

/** The rooms the actor is a member of, by name. */
export async function mine(ctx: ReadContext): Promise<RoomCard[]> {
  const rows = await ctx.db
    .selectFrom('room_member')
    .where('person_id', '=', ctx.actor.personId)
    .select(['room_id', 'role', 'institution_id'])
    .execute();
  const places = new Map(rows.map((row) => [row.room_id, row]));
  const found = await cards(ctx, [...places.keys()]);
  return found.map((card) => {
    const place = places.get(card.id);
    return {
      ...card,
      role: (place?.role ?? null) as RoomRole | null,
      institutionId: (place?.institution_id ?? null) as InstitutionId | null,
    };
  });
}

/** The people of a room, by institution and name. Members only. */
export async function people(ctx: ReadContext, roomId: string): Promise<RoomPerson[]> {
  const access = await roomAccess(ctx, roomId, 'seePeople');
  const rows = await ctx.db
    .selectFrom('room_member')
    .innerJoin('person', 'person.id', 'room_member.person_id')
    .where('room_member.room_id', '=', access.roomId)
    .orderBy('person.name')
    .select(['person.id', 'person.name', 'room_member.role', 'room_member.institution_id'])
    .execute();
  return rows.map((row) => ({
    id: row.id as PersonId,
    name: row.name,
    role: row.role as RoomRole,
    institutionId: row.institution_id as InstitutionId,
  }));
}

/** What happened in a room, newest first, at most `limit`. Members only. */
export async function events(ctx: ReadContext, roomId: string, { limit = 30 } = {}): Promise<EventItem[]> {
  const access = await roomAccess(ctx, roomId);
  const rows = await eventRows(ctx)
    .where('event.room_id', '=', access.roomId)
    .orderBy('event.at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toEventItem);
}

/** What others did in the actor's rooms since they last looked at each, newest first. */
export async function sinceYouWereHere(ctx: ReadContext, { limit = 8 } = {}) {
  const rows = await eventRows(ctx)
    .innerJoin('room', 'room.id', 'event.room_id')
    .innerJoin('room_member as me', (join) =>
      join.onRef('me.room_id', '=', 'event.room_id').on('me.person_id', '=', ctx.actor.personId),
    )
    .leftJoin('room_visit', (join) =>
      join
        .onRef('room_visit.room_id', '=', 'event.room_id')
        .on('room_visit.person_id', '=', ctx.actor.personId),
    )
    .where((eb) => eb.or([eb('room_visit.at', 'is', null), eb('event.at', '>', eb.ref('room_visit.at'))]))
    .where((eb) => eb.or([eb('event.by', 'is', null), eb('event.by', '<>', ctx.actor.personId)]))
    .select(['event.room_id', 'room.name as room_name'])
    .orderBy('event.at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toEventItem(row), roomId: row.room_id as RoomId, roomName: row.room_name }));
}

/** Cards of the given rooms, by name: institutions in order of joining, step and topic in the actor's language. */
export async function cards({ db, actor }: ReadContext, roomIds: readonly string[]): Promise<RoomCard[]> {
  if (roomIds.length === 0) return [];
  const french = actor.lang === 'fr';
  const [rooms, institutions] = await Promise.all([
    db
      .selectFrom('room')
      .innerJoin('twinning', 'twinning.id', 'room.twinning_id')
      .innerJoin('topic', 'topic.id', 'twinning.topic_id')
      .innerJoin('cycle_step', (join) =>
        join
          .onRef('cycle_step.network_id', '=', 'room.network_id')
          .onRef('cycle_step.step', '=', 'twinning.step'),
      )
      .where('room.id', 'in', roomIds)
      .orderBy('room.name')
      .select([
        'room.id',
        'room.name',
        'twinning.step',
        french ? 'cycle_step.name_fr as step_name' : 'cycle_step.name_en as step_name',
        french ? 'topic.name_fr as topic' : 'topic.name_en as topic',
      ])
      .execute(),
    institutionsOf(db, roomIds),
  ]);
  return rooms.map((room) => ({
    id: room.id as RoomId,
    name: room.name,
    step: room.step,
    stepName: room.step_name,
    topic: room.topic,
    role: null,
    institutionId: null,
    institutions: institutions.get(room.id) ?? [],
  }));
}

/** The institutions of each room, in order of joining, with side and colour. */
export async function institutionsOf(
  db: ReadContext['db'],
  roomIds: readonly string[],
): Promise<Map<string, RoomInstitution[]>> {
  const rows = await db
    .selectFrom('room_institution')
    .innerJoin('institution', 'institution.id', 'room_institution.institution_id')
    .where('room_institution.room_id', 'in', roomIds.length ? roomIds : [sql<string>`NULL`])
    .orderBy('room_institution.position')
    .select([
      'room_institution.room_id',
      'room_institution.side',
      'room_institution.position',
      'room_institution.left_at',
      'institution.id',
      'institution.name',
      'institution.short_name',
    ])
    .execute();
  const found = new Map<string, RoomInstitution[]>();
  for (const row of rows) {
    const list = found.get(row.room_id) ?? [];
    list.push({
      id: row.id as InstitutionId,
      name: row.name,
      shortName: row.short_name,
      side: row.side as Side,
      twin: twinAt(row.position),
      left: row.left_at !== null,
    });
    found.set(row.room_id, list);
  }
  return found;
}

const eventRows = ({ db }: ReadContext) =>
  db
    .selectFrom('event')
    .leftJoin('person', 'person.id', 'event.by')
    .select([
      'event.id',
      'event.kind',
      'event.at',
      'event.subject_kind',
      'event.subject_id',
      'event.institution_id',
      'event.data',
      'person.name as by_name',
      'person.id as by_id',
    ]);

const toEventItem = (row: {
  id: string;
  kind: string;
  at: Date;
  subject_kind: string;
  subject_id: string;
  institution_id: string | null;
  data: unknown;
  by_name: string | null;
  by_id: string | null;
}): EventItem => ({
  id: row.id,
  kind: row.kind as EventItem['kind'],
  at: row.at,
  subjectKind: row.subject_kind as EventItem['subjectKind'],
  subjectId: row.subject_id,
  byName: row.by_name,
  byId: row.by_id,
  institutionId: row.institution_id,
  data: row.data as EventItem['data'],
});
