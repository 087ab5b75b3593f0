import type { InstitutionId } from '#domain/ids.ts';
import { sql } from 'kysely';
import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { institutionDetails } from './details.ts';

/**
 * An institution as its network sees it: offers and needs, twinnings; focal points and sponsor only for those entitled
 * to contacts. One that was joined to another only says to which.
 */
export async function open(ctx: ReadContext, id: string) {
  const { sponsor, ...institution } = await institutionDetails(ctx, id);
  const { seeContacts, seePeople } = institution.abilities;
  const beside = await ctx.db
    .selectNoFrom((eb) => [
      jsonArrayFrom(focalPointRows(ctx, institution.id).where(() => sql.lit(seeContacts))).as('focalPoints'),
      eb
        .selectFrom('institution_member')
        .where('institution_id', '=', institution.id)
        .where(() => sql.lit(seePeople))
        .select((of) => of.fn.countAll<number>().as('count'))
        .as('people'),
      jsonArrayFrom(stanceRows(ctx, institution.id)).as('stances'),
      jsonArrayFrom(twinningRows(ctx, institution.id)).as('twinnings'),
    ])
    .executeTakeFirstOrThrow();
  return {
    ...institution,
    sponsor: seeContacts ? sponsor : null,
    focalPoints: seeContacts ? beside.focalPoints.map(toFocalPoint) : null,
    people: seePeople ? Number(beside.people) : null,
    ...{ stances: beside.stances, twinnings: beside.twinnings },
  };
}

/** What the form of an institution starts with. For those who may change it. */
export async function toEdit(ctx: ReadContext, id: string) {
  const institution = await institutionDetails(ctx, id, 'edit');
  if (institution.mergedInto || institution.leftAt) throw notFound('institution');
  return {
    ...institution,
    focalPoints: (await focalPointRows(ctx, institution.id).execute()).map(toFocalPoint),
  };
}

const focalPointRows = ({ db }: ReadContext, id: InstitutionId) =>
  db
    .selectFrom('focal_point')
    .where('institution_id', '=', id)
    .orderBy('name')
    .orderBy('id')
    .select(['id', 'name', 'job', 'email', 'telephone', 'person_id'])
    .limit(200);

const toFocalPoint = <T extends { person_id: string | null }>({ person_id, ...row }: T) => ({
  ...row,
  isHere: person_id !== null,
});

const stanceRows = ({ db, actor }: ReadContext, id: InstitutionId) =>
  db
    .selectFrom('offer_need')
    .innerJoin('topic', 'topic.id', 'offer_need.topic_id')
    .where('institution_id', '=', id)
    .orderBy('stance')
    .orderBy(actor.lang === 'fr' ? 'topic.name_fr' : 'topic.name_en')
    .select(['topic_id as topicId', 'stance', 'figure'])
    .select(actor.lang === 'fr' ? 'topic.name_fr as topic' : 'topic.name_en as topic');

/** With whom it is twinned, on which topic, at which step; the newest first. */
const twinningRows = ({ db, actor }: ReadContext, id: InstitutionId) => {
  const french = actor.lang === 'fr';
  return db
    .selectFrom('twinning_institution as own')
    .innerJoin('twinning', 'twinning.id', 'own.twinning_id')
    .innerJoin('topic', 'topic.id', 'twinning.topic_id')
    .innerJoin('twinning_institution as other', (join) =>
      join
        .onRef('other.twinning_id', '=', 'own.twinning_id')
        .onRef('other.institution_id', '<>', 'own.institution_id'),
    )
    .innerJoin('institution', 'institution.id', 'other.institution_id')
    .where('own.institution_id', '=', id)
    .where('twinning.ended_at', 'is', null)
    .orderBy('twinning.created_at', 'desc')
    .orderBy('institution.name')
    .select(['twinning.id', 'twinning.step', 'own.side', 'other.side as otherSide'])
    .select(['institution.id as otherId', 'institution.name as otherName'])
    .select(french ? 'topic.name_fr as topic' : 'topic.name_en as topic')
    .limit(200);
};
