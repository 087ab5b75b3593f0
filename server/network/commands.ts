import { newId, type InstitutionId, type NetworkId, type TopicId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import { firstSteps, firstTopics } from '#domain/network/network.ts';
import type { addTopic, foundNetwork } from '#domain/network/schemas.ts';
import type { Lang } from '#domain/person/lang.ts';
import type * as v from 'valibot';
import type { WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { invalid, notFound } from '../errors.ts';

/** Adds a topic, named in both languages. Administrators and backbone managers. */
export async function addTopicTo(
  { trx, actor }: WriteContext,
  { networkId, nameEn, nameFr }: v.InferOutput<typeof addTopic>,
): Promise<TopicId> {
  if (!networkAbilities(actor, networkId).addTopic) throw notFound('network');
  const same = await trx
    .selectFrom('topic')
    .where('network_id', '=', networkId)
    .where((eb) => eb(eb.fn<string>('lower', ['name_en']), '=', nameEn.toLowerCase()))
    .select('id')
    .executeTakeFirst();
  if (same) throw invalid({ nameEn: 'error_name_taken' });
  const id = newId<TopicId>();
  await trx
    .insertInto('topic')
    .values({ id, network_id: networkId, name_en: nameEn, name_fr: nameFr })
    .execute();
  return id;
}

/**
 * Founds a network with its steps, topics and backbone institution. Whoever calls it has proved the right by the
 * first administrator's link.
 */
export async function found(
  trx: Tx,
  input: v.InferOutput<typeof foundNetwork>,
  { at, lang }: { at: Date; lang: Lang },
): Promise<{ networkId: NetworkId; institutionId: InstitutionId }> {
  const networkId = newId<NetworkId>();
  const institutionId = newId<InstitutionId>();
  await trx
    .insertInto('network')
    .values({ id: networkId, name: input.networkName, created_at: at })
    .execute();
  await trx
    .insertInto('cycle_step')
    .values(
      firstSteps.map(({ nameEn, nameFr }, index) => ({
        network_id: networkId,
        step: index + 1,
        name_en: nameEn,
        name_fr: nameFr,
      })),
    )
    .execute();
  await trx
    .insertInto('topic')
    .values(
      firstTopics.map(({ nameEn, nameFr }) => ({
        id: newId<TopicId>(),
        network_id: networkId,
        name_en: nameEn,
        name_fr: nameFr,
      })),
    )
    .execute();
  await trx
    .insertInto('institution')
    .values({
      id: institutionId,
      network_id: networkId,
      name: input.backboneName,
      short_name: input.backboneShortName,
      level: 'backbone',
      place: input.place,
      zone: input.zone,
      lang,
      langs: [lang],
      created_at: at,
    })
    .execute();
  return { networkId, institutionId };
}
