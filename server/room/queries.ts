import type { EventItem } from '#domain/event/event.ts';
import { isId, type InstitutionId, type PersonId, type RoomId } from '#domain/ids.ts';
import {
  twinAt,
  type RoomCard,
  type RoomInstitution,
  type RoomPerson,
  type RoomRole,
  type Side,
} from '#domain/room/room.ts';
import { sql, type Expression } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { accessOf, roomAccess } from './access.ts';

/** A room's head: name, topic, step, institutions, the actor's place in it. `not_found` without a right to its summary. */
export async function open(ctx: ReadContext, roomId: string) {
  return toHead(ctx, await headRow(ctx, roomId));
}

/** The frame of a room's pages in one query: its head, and its people for those who are in it. */
export async function frame(ctx: ReadContext, roomId: string) {
  const row = await headRow(ctx, roomId, (room) => peopleIn(room));
  const head = toHead(ctx, row);
  return { head, people: head.abilities.see ? row.people.map(toPerson) : [] };
}

const nobody = () => sql<PersonRow[]>`'[]'::json`;

async function headRow(ctx: ReadContext, roomId: string, people: typeof peopleIn = nobody) {
  if (!isId(roomId)) throw notFound('room');
  const row = await cardRows(ctx)
    .leftJoin('room_member as me', (join) =>
      join.onRef('me.room_id', '=', 'room.id').on('me.person_id', '=', ctx.actor.personId),
    )
    .where('room.id', '=', roomId)
    .select((eb) => [
      ...(['room.network_id', 'room.zone', 'room.lang', 'me.role', 'me.institution_id'] as const),
      ...(['twinning.agreement', 'twinning.agreed_on'] as const),
      people(eb.ref('room.id')).as('people'),
      jsonArrayFrom(
        eb
          .selectFrom('twinning_institution')
          .whereRef('twinning_institution.twinning_id', '=', 'room.twinning_id')
          .select(['twinning_institution.institution_id as institutionId', 'sponsor']),
      ).as('sponsors'),
    ])
    .executeTakeFirst();
  if (!row) throw notFound('room');
  return row;
}

function toHead({ actor }: ReadContext, row: Awaited<ReturnType<typeof headRow>>) {
  const { zone, role, institutionId, abilities } = accessOf(actor, row);
  if (!abilities.seeSummary) throw notFound('room');
  return {
    ...toCard(row),
    lang: row.lang,
    twinning: { agreement: row.agreement, agreedOn: row.agreed_on, sponsors: row.sponsors },
    ...{ zone, role, institutionId, abilities },
  };
}

/** The rooms the actor is a member of, by name. */
export async function mine(ctx: ReadContext): Promise<RoomCard[]> {
  const rows = await cardRows(ctx)
    .innerJoin('room_member', 'room_member.room_id', 'room.id')
    .where('room_member.person_id', '=', ctx.actor.personId)
    .select(['room_member.role', 'room_member.institution_id'])
    .execute();
  return rows.map((row) => ({
    ...toCard(row),
    role: row.role as RoomRole,
    institutionId: row.institution_id as InstitutionId,
  }));
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
  return rows.map(toPerson);
}

interface PersonRow {
  id: string;
  name: string;
  role: string;
  institution_id: string;
}

/** The same as one value of a row that has proved the access; by name. */
export const peopleIn = (roomId: Expression<string>) => sql<PersonRow[]>`(
  SELECT coalesce(json_agg(json_build_object('id', person.id, 'name', person.name, 'role', place.role,
    'institution_id', place.institution_id) ORDER BY person.name), '[]')
  FROM room_member place JOIN person ON person.id = place.person_id WHERE place.room_id = ${roomId})`;

export const toPerson = (row: PersonRow): RoomPerson => ({
  id: row.id as PersonId,
  name: row.name,
  role: row.role as RoomRole,
  institutionId: row.institution_id as InstitutionId,
});

/** What happened in a room, newest first, at most `limit`. Members only. */
export async function events(ctx: ReadContext, roomId: string, { limit = 30 } = {}): Promise<EventItem[]> {
  const access = await roomAccess(ctx, roomId);
  const rows = await eventRows(ctx)
    .where('event.room_id', '=', access.roomId)
    .orderBy('event.at', 'desc')
    .orderBy('event.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toEventItem);
}

/** What others did in the actor's rooms since they last looked at each, newest first. */
export async function sinceYouWereHere({ db, actor }: ReadContext, { limit = 8 } = {}) {
  const me = actor.personId;
  // The newest of each room first: somebody in sixty rooms must not read all that ever happened there.
  const rows = await db
    .selectFrom('room_member as me')
    .innerJoinLateral(
      (eb) =>
        eb
          .selectFrom('event')
          .whereRef('event.room_id', '=', 'me.room_id')
          .where(
            'event.at',
            '>',
            sql<Date>`coalesce((SELECT at FROM room_visit WHERE room_id = me.room_id AND person_id = ${me}), '-infinity')`,
          )
          .where((of) => of.or([of('event.by', 'is', null), of('event.by', '<>', me)]))
          .orderBy('event.at', 'desc')
          .orderBy('event.id', 'desc')
          .limit(limit)
          .selectAll('event')
          .as('event'),
      (join) => join.onTrue(),
    )
    .innerJoin('room', 'room.id', 'me.room_id')
    .leftJoin('person', 'person.id', 'event.by')
    .where('me.person_id', '=', me)
    .select(eventColumns)
    .select(['event.room_id', 'room.name as room_name'])
    .orderBy('event.at', 'desc')
    .orderBy('event.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...toEventItem(row), roomId: row.room_id as RoomId, roomName: row.room_name }));
}

/** Cards of the given rooms, by name: institutions in order of joining, step and topic in the actor's language. */
export async function cards(ctx: ReadContext, roomIds: readonly string[]): Promise<RoomCard[]> {
  if (roomIds.length === 0) return [];
  const rows = await cardRows(ctx).where('room.id', 'in', roomIds).execute();
  return rows.map(toCard);
}

const cardRows = ({ db, actor }: ReadContext) => {
  const french = actor.lang === 'fr';
  return db
    .selectFrom('room')
    .innerJoin('twinning', 'twinning.id', 'room.twinning_id')
    .innerJoin('topic', 'topic.id', 'twinning.topic_id')
    .innerJoin('cycle_step', (join) =>
      join
        .onRef('cycle_step.network_id', '=', 'room.network_id')
        .onRef('cycle_step.step', '=', 'twinning.step'),
    )
    .orderBy('room.name')
    .select((eb) => [
      'room.id',
      'room.name',
      'twinning.step',
      french ? 'cycle_step.name_fr as step_name' : 'cycle_step.name_en as step_name',
      french ? 'topic.name_fr as topic' : 'topic.name_en as topic',
      institutionsIn(eb.ref('room.id')).as('institutions'),
    ]);
};

const toCard = (row: {
  id: string;
  name: string;
  step: number;
  step_name: string;
  topic: string;
  institutions: InstitutionRow[];
}): RoomCard => ({
  id: row.id as RoomId,
  name: row.name,
  step: row.step,
  stepName: row.step_name,
  topic: row.topic,
  role: null,
  institutionId: null,
  institutions: row.institutions.map(toInstitution),
});

export interface InstitutionRow {
  id: string;
  name: string;
  short_name: string;
  side: string;
  position: number;
  left: boolean;
}

/** The institutions of the room of each row, as one value of the row: a list of rooms stays one query. */
export const institutionsIn = (roomId: Expression<string>) => sql<InstitutionRow[]>`(
  SELECT coalesce(json_agg(json_build_object('id', institution.id, 'name', institution.name,
    'short_name', institution.short_name, 'side', place.side, 'position', place.position,
    'left', place.left_at IS NOT NULL) ORDER BY place.position), '[]')
  FROM room_institution place JOIN institution ON institution.id = place.institution_id
  WHERE place.room_id = ${roomId})`;

export const toInstitution = (row: InstitutionRow): RoomInstitution => ({
  id: row.id as InstitutionId,
  name: row.name,
  shortName: row.short_name,
  side: row.side as Side,
  twin: twinAt(row.position),
  left: row.left,
});

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
    list.push(toInstitution({ ...row, left: row.left_at !== null }));
    found.set(row.room_id, list);
  }
  return found;
}

const eventColumns = [
  'event.id',
  'event.kind',
  'event.at',
  'event.subject_kind',
  'event.subject_id',
  'event.institution_id',
  'event.data',
  'person.name as by_name',
  'person.id as by_id',
] as const;

const eventRows = ({ db }: ReadContext) =>
  db.selectFrom('event').leftJoin('person', 'person.id', 'event.by').select(eventColumns);

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
