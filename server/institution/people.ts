import type { PersonId } from '#domain/ids.ts';
import type { InstitutionRole } from '#domain/institution/institution.ts';
import { sql } from 'kysely';
import type { ReadContext } from '../context.ts';
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
