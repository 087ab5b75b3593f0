import { newId, type InstitutionId, type NetworkId, type PersonId, type TopicId } from '#domain/ids.ts';
import { hashPassword } from '../auth/passwords.ts';
import type { Tx } from '../db/database.ts';
import {
  backbone,
  demoPassword,
  emailOf,
  institutions,
  people,
  type InstitutionKey,
  type PersonKey,
} from './people.ts';
import type { Stage } from './stage.ts';

type Network = Pick<Stage, 'networkId' | 'institutions' | 'people'>;

/** The network, its institutions and its people, before any room. */
export async function makeNetwork(trx: Tx, at: Date): Promise<Network> {
  const networkId = newId<NetworkId>();
  await trx
    .insertInto('network')
    .values({ id: networkId, name: backbone.networkName, created_at: at })
    .execute();
  await trx
    .insertInto('cycle_step')
    .values(
      steps.map(([name_en, name_fr], at) => ({ network_id: networkId, step: at + 1, name_en, name_fr })),
    )
    .execute();
  await trx
    .insertInto('topic')
    .values(
      topics.map(([name_en, name_fr]) => ({ id: newId<TopicId>(), network_id: networkId, name_en, name_fr })),
    )
    .execute();
  const institutionIds = await makeInstitutions(trx, networkId, at);
  return {
    networkId,
    institutions: institutionIds,
    people: await makePeople(trx, networkId, institutionIds, at),
  };
}

const steps = [
  ['Partnership development', 'Construction du partenariat'],
  ['Needs assessment', 'Évaluation des besoins'],
  ['Gap analysis', 'Analyse des écarts'],
  ['Action planning', 'Planification de l’action'],
  ['Action', 'Action'],
  ['Evaluation and review', 'Évaluation et bilan'],
] as const;
const topics = [
  ['Pharmacy supply chain', 'Approvisionnement de la pharmacie'],
  ['Accreditation', 'Accréditation'],
] as const;

async function makeInstitutions(trx: Tx, networkId: NetworkId, at: Date): Promise<Network['institutions']> {
  const ids = { backbone: newId<InstitutionId>() } as Network['institutions'];
  const { backboneName: name, backboneShortName: shortName, place, zone } = backbone;
  const all = { backbone: { name, shortName, level: 'backbone', place, zone, lang: 'en' }, ...institutions };
  for (const [key, { shortName, ...institution }] of Object.entries(all)) {
    const id = newId<InstitutionId>();
    ids[key as InstitutionKey] = id;
    await trx
      .insertInto('institution')
      .values({ id, network_id: networkId, short_name: shortName, created_at: at, ...institution })
      .execute();
  }
  return ids;
}

async function makePeople(
  trx: Tx,
  networkId: NetworkId,
  at: Network['institutions'],
  now: Date,
): Promise<Network['people']> {
  const password_hash = await hashPassword(demoPassword);
  const ids = {} as Network['people'];
  for (const [key, person] of Object.entries(people)) {
    const id = newId<PersonId>();
    ids[key as PersonKey] = id;
    const zone = person.at === 'backbone' ? backbone.zone : institutions[person.at].zone;
    await trx
      .insertInto('person')
      .values({
        ...{ id, name: person.name, email: emailOf(person.name), lang: person.lang },
        ...{ zone, password_hash, created_at: now },
      })
      .execute();
    if ('looksAfter' in person)
      await trx
        .insertInto('network_member')
        .values({
          ...{ network_id: networkId, person_id: id, institution_id: at[person.at] },
          ...{ role: person.looksAfter, created_at: now },
        })
        .execute();
  }
  return ids;
}
