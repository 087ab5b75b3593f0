import type { InstitutionId } from '#domain/ids.ts';
import type { ReadContext } from '../context.ts';

/** The institution a person is shown with: that of their first room, else of their network role. */
export async function home({ db, actor }: ReadContext) {
  const row = await db
    .selectFrom('institution')
    .innerJoin('room_member', 'room_member.institution_id', 'institution.id')
    .where('room_member.person_id', '=', actor.personId)
    .orderBy('room_member.created_at')
    .select(['institution.id', 'institution.short_name', 'institution.name'])
    .executeTakeFirst();
  const found = row ?? (await networkHome(db, actor.networks[0]?.institutionId));
  return {
    institutionId: (found?.id ?? null) as InstitutionId | null,
    institutionName: found?.name ?? '',
  };
}

const networkHome = (db: ReadContext['db'], id: InstitutionId | undefined) =>
  id === undefined
    ? undefined
    : db
        .selectFrom('institution')
        .where('id', '=', id)
        .select(['id', 'short_name', 'name'])
        .executeTakeFirst();
