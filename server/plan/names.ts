import { headline, isCardKind, type Card } from '#domain/plan/card.ts';
import { isId } from '#domain/ids.ts';
import type { Database, Tx } from '../db/database.ts';

/** What the ids that stand as values in a plan are called: people, institutions, cards. */
export type Names = Record<string, string>;

/** The names of these ids, of people, institutions and cards alike; without those that are nobody's. The caller has proved the access. */
export async function namesOf(
  db: Database | Tx,
  documentId: string,
  wanted: Iterable<string | null>,
): Promise<Names> {
  const ids = [...new Set(wanted)].filter((id): id is string => id !== null && isId(id)).slice(0, 2000);
  if (ids.length === 0) return {};
  const [people, institutions, cards] = await Promise.all([
    peopleAmong(db, documentId, ids),
    institutionsAmong(db, documentId, ids),
    db
      .selectFrom('plan_card')
      .where('document_id', '=', documentId)
      .where('card_id', 'in', ids)
      .select(['card_id as id', 'kind', 'fields'])
      .execute(),
  ]);
  const titles = cards.flatMap(({ id, kind, fields }) =>
    isCardKind(kind) ? [{ id, name: headline({ kind, fields: fields as Card['fields'] }) }] : [],
  );
  return Object.fromEntries([...people, ...institutions, ...titles].map(({ id, name }) => [id, name]));
}

/** Only whoever is or was of the room: an id that somebody put into a card tells nothing of others. */
const peopleAmong = (db: Database | Tx, documentId: string, ids: readonly string[]) =>
  db
    .selectFrom('person')
    .where('person.id', 'in', ids)
    .where((eb) =>
      eb.or([
        eb.exists(
          eb
            .selectFrom('room_member')
            .innerJoin('document', 'document.room_id', 'room_member.room_id')
            .where('document.id', '=', documentId)
            .whereRef('room_member.person_id', '=', 'person.id'),
        ),
        eb.exists(
          eb
            .selectFrom('plan_change')
            .where('plan_change.document_id', '=', documentId)
            .whereRef('plan_change.person_id', '=', 'person.id'),
        ),
        eb.exists(
          eb
            .selectFrom('event')
            .innerJoin('document', 'document.room_id', 'event.room_id')
            .where('document.id', '=', documentId)
            .where('event.subject_kind', '=', 'person')
            .whereRef('event.subject_id', '=', 'person.id'),
        ),
      ]),
    )
    .select(['id', 'name'])
    .execute();

const institutionsAmong = (db: Database | Tx, documentId: string, ids: readonly string[]) =>
  db
    .selectFrom('institution')
    // One that was merged into another since goes by the name it had.
    .innerJoin('room_institution', (join) =>
      join.on((eb) =>
        eb(
          'room_institution.institution_id',
          '=',
          eb.fn.coalesce('institution.merged_into', 'institution.id'),
        ),
      ),
    )
    .innerJoin('document', 'document.room_id', 'room_institution.room_id')
    .where('document.id', '=', documentId)
    .where('institution.id', 'in', ids)
    .select(['institution.id', 'institution.short_name as name'])
    .execute();
