import { isId, type PersonId } from '#domain/ids.ts';
import type { InstitutionRole } from '#domain/institution/institution.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { institutionAccess } from './access.ts';

const pageSize = 50;

export interface InstitutionPerson {
  id: PersonId;
  name: string;
  role: InstitutionRole;
  rooms: number;
  /** How they sign in; only for those who may help them with it, else null. */
  signsIn: 'email' | 'code' | 'not' | null;
}

/**
 * The people of an institution by name, fifty at a time, after the person `after`. Its own people and those who look
 * after the network.
 */
export async function people(
  ctx: ReadContext,
  institutionId: string,
  { after = '' }: { after?: string } = {},
) {
  const access = await institutionAccess(ctx, institutionId, 'seePeople');
  const { abilities } = access;
  const rows = await rowsAfter(ctx, access.institutionId, after);
  const helps = abilities.resetPin || abilities.changePeople || abilities.invite;
  const found: InstitutionPerson[] = rows.slice(0, pageSize).map((row) => ({
    id: row.id as PersonId,
    name: row.name,
    role: row.role as InstitutionRole,
    rooms: Number(row.rooms),
    signsIn: helps ? waysOf(row) : null,
  }));
  return {
    ...access,
    people: found,
    /** Where the next page begins; null on the last one. */
    next: rows.length > pageSize ? (found.at(-1)?.id ?? null) : null,
  };
}

const waysOf = (row: { email: string | null; coded: boolean }): InstitutionPerson['signsIn'] =>
  row.email !== null ? 'email' : row.coded ? 'code' : 'not';

const rowsAfter = ({ db }: ReadContext, institutionId: string, after: string) =>
  db
    .selectFrom('institution_member')
    .innerJoin('person', 'person.id', 'institution_member.person_id')
    .where('institution_member.institution_id', '=', institutionId)
    .where('person.deleted_at', 'is', null)
    .$if(/^[0-9a-f-]{36}$/i.test(after), (query) =>
      query.where(
        sql<boolean>`(person.name, person.id) > (SELECT p.name, p.id FROM person p WHERE p.id = ${after}::uuid)`,
      ),
    )
    .orderBy('person.name')
    .orderBy('person.id')
    .limit(pageSize + 1)
    .select((eb) => [
      'person.id',
      'person.name',
      'person.email',
      sql<boolean>`person.sign_in_code IS NOT NULL`.as('coded'),
      'institution_member.role',
      eb
        .selectFrom('room_member')
        .whereRef('room_member.person_id', '=', 'person.id')
        .whereRef('room_member.institution_id', '=', 'institution_member.institution_id')
        .select((of) => of.fn.countAll<string>().as('count'))
        .as('rooms'),
    ])
    .execute();

/** One person of an institution, the rooms it is their way into, and who could take over what they promised. */
export async function person(ctx: ReadContext, institutionId: string, personId: string) {
  const access = await institutionAccess(ctx, institutionId, 'seePeople');
  const self = personId === ctx.actor.personId;
  if (!self && !access.abilities.changePeople && !access.abilities.resetPin) throw notFound('person');
  if (!isId(personId)) throw notFound('person');
  const found = await ctx.db
    .selectFrom('institution_member')
    .innerJoin('person', 'person.id', 'institution_member.person_id')
    .where('institution_member.institution_id', '=', institutionId)
    .where('person.id', '=', personId)
    .where('person.deleted_at', 'is', null)
    .select(['person.id', 'person.name', 'person.email', 'institution_member.role'])
    .select(sql<boolean>`person.sign_in_code IS NOT NULL`.as('coded'))
    .executeTakeFirst();
  if (!found) throw notFound('person');
  const [rooms, successors] = await Promise.all([
    roomsThrough(ctx, institutionId, personId),
    others(ctx, institutionId, personId),
  ]);
  const { email, coded, role, ...known } = found;
  return {
    ...{ institution: access, self, rooms, successors },
    person: {
      ...{ name: known.name, id: known.id as PersonId, role: role as InstitutionRole },
      signsIn: waysOf({ email, coded }),
    },
  };
}

const roomsThrough = ({ db }: ReadContext, institutionId: string, personId: string) =>
  db
    .selectFrom('room_member')
    .innerJoin('room', 'room.id', 'room_member.room_id')
    .where('room_member.institution_id', '=', institutionId)
    .where('room_member.person_id', '=', personId)
    .orderBy('room.name')
    .select((eb) => [
      'room.id',
      'room.name',
      'room_member.role',
      // Nobody else leads it.
      sql<boolean>`room_member.role = 'facilitator' AND NOT EXISTS (SELECT FROM room_member o
        WHERE o.room_id = ${eb.ref('room.id')} AND o.role = 'facilitator' AND o.person_id <> ${personId})`.as(
        'last',
      ),
    ])
    .execute();

const others = ({ db }: ReadContext, institutionId: string, personId: string) =>
  db
    .selectFrom('institution_member')
    .innerJoin('person', 'person.id', 'institution_member.person_id')
    .where('institution_member.institution_id', '=', institutionId)
    .where('person.id', '<>', personId)
    .where('person.deleted_at', 'is', null)
    .orderBy('person.name')
    .limit(500)
    .select(['person.id', 'person.name'])
    .execute();

/** What an institution's going would mean, for the page that asks for a yes. Its manager, and administrators. */
export async function leaving(ctx: ReadContext, institutionId: string) {
  const access = await institutionAccess(ctx, institutionId, 'leave');
  const { rows } = await sql<{ people: string; rooms: string; open: string }>`SELECT
    (SELECT count(*) FROM institution_member WHERE institution_id = ${institutionId}) AS people,
    (SELECT count(*) FROM room_institution WHERE institution_id = ${institutionId} AND left_at IS NULL) AS rooms,
    (SELECT count(*) FROM commitment WHERE institution_id = ${institutionId} AND NOT EXISTS (
      SELECT FROM report_back WHERE commitment_id = commitment.id AND status = 'done')) AS open`.execute(
    ctx.db,
  );
  const [counts] = rows;
  return {
    ...access,
    people: Number(counts?.people ?? 0),
    rooms: Number(counts?.rooms ?? 0),
    open: Number(counts?.open ?? 0),
  };
}
