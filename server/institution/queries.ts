import type { InstitutionId } from '#domain/ids.ts';
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
  const [focalPoints, people, stances, twinnings] = await Promise.all([
    seeContacts ? focalPointsOf(ctx, institution.id) : null,
    seePeople ? peopleCount(ctx, institution.id) : null,
    stancesOf(ctx, institution.id),
    twinningsOf(ctx, institution.id),
  ]);
  return { ...institution, sponsor: seeContacts ? sponsor : null, focalPoints, people, stances, twinnings };
}

/** What the form of an institution starts with. For those who may change it. */
export async function toEdit(ctx: ReadContext, id: string) {
  const institution = await institutionDetails(ctx, id, 'edit');
  if (institution.mergedInto || institution.leftAt) throw notFound('institution');
  return { ...institution, focalPoints: await focalPointsOf(ctx, institution.id) };
}

async function focalPointsOf({ db }: ReadContext, id: InstitutionId) {
  const rows = await db
    .selectFrom('focal_point')
    .where('institution_id', '=', id)
    .orderBy('name')
    .orderBy('id')
    .select(['id', 'name', 'job', 'email', 'telephone', 'person_id'])
    .limit(200)
    .execute();
  return rows.map(({ person_id, ...row }) => ({ ...row, isHere: person_id !== null }));
}

async function peopleCount({ db }: ReadContext, id: InstitutionId): Promise<number> {
  const { count } = await db
    .selectFrom('institution_member')
    .where('institution_id', '=', id)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function stancesOf({ db, actor }: ReadContext, id: InstitutionId) {
  return db
    .selectFrom('offer_need')
    .innerJoin('topic', 'topic.id', 'offer_need.topic_id')
    .where('institution_id', '=', id)
    .orderBy('stance')
    .orderBy(actor.lang === 'fr' ? 'topic.name_fr' : 'topic.name_en')
    .select(['topic_id as topicId', 'stance', 'figure'])
    .select(actor.lang === 'fr' ? 'topic.name_fr as topic' : 'topic.name_en as topic')
    .execute();
}

/** With whom it is twinned, on which topic, at which step; the newest first. */
async function twinningsOf({ db, actor }: ReadContext, id: InstitutionId) {
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
    .limit(200)
    .execute();
}
