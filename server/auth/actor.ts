import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { PersonId, SessionId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { Database } from '../db/database.ts';
import { stillWelcome } from '../guest/welcome.ts';

/** The actor for a person with all they hold, in one query; null when there is no such person any more. */
export async function findActor(
  db: Database,
  personId: string,
  authSessionId: string,
): Promise<Actor | null> {
  const person = await db
    .selectFrom('person')
    .where('person.id', '=', personId)
    .where('deleted_at', 'is', null)
    .where(stillWelcome)
    .select((eb) => [
      'id',
      'name',
      'email',
      'lang',
      'zone',
      'guest_of',
      jsonArrayFrom(
        eb
          .selectFrom('network_member')
          .whereRef('person_id', '=', 'person.id')
          .select(['network_id as networkId', 'institution_id as institutionId', 'role']),
      ).as('networks'),
      jsonArrayFrom(
        eb
          .selectFrom('institution_member')
          .innerJoin('institution', 'institution.id', 'institution_member.institution_id')
          .whereRef('person_id', '=', 'person.id')
          .where('institution.left_at', 'is', null)
          .orderBy('institution_member.created_at')
          .select(['institution.id as institutionId', 'institution.network_id as networkId', 'role']),
      ).as('institutions'),
    ])
    .executeTakeFirst();
  if (!person) return null;
  const { guest_of, ...known } = person;
  return {
    ...known,
    personId: person.id as PersonId,
    lang: person.lang as Lang,
    authSessionId,
    networks: person.networks as unknown as Actor['networks'],
    institutions: person.institutions as unknown as Actor['institutions'],
    guestOf: guest_of as SessionId | null,
  };
}
