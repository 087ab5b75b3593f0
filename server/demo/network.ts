import { newId, type PersonId } from '#domain/ids.ts';
import { hashPassword } from '../auth/passwords.ts';
import { findActor } from '../auth/sign-in.ts';
import type { App } from '../app.ts';
import type { Tx } from '../db/database.ts';
import { found } from '../network/commands.ts';
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

type Network = Pick<Stage, 'networkId' | 'institutions' | 'people' | 'actors'>;

/** The network, its institutions and its people, before any room. Ada founds it, as the first administrator does. */
export async function makeNetwork(app: App, trx: Tx): Promise<Network> {
  const at = app.clock.now();
  const { networkId, institutionId } = await found(trx, backbone, { at, lang: 'en' });
  const password = await hashPassword(demoPassword);
  const ids = {} as Network['people'];
  for (const [key, person] of Object.entries(people)) {
    if ('byCode' in person) continue;
    const id = newId<PersonId>();
    ids[key as PersonKey] = id;
    await addPerson(trx, { id, name: person.name, lang: person.lang, password, zone: zoneOf(person.at), at });
    if ('looksAfter' in person)
      await trx
        .insertInto('network_member')
        .values({
          ...{ network_id: networkId, person_id: id, institution_id: institutionId },
          ...{ role: person.looksAfter, created_at: at },
        })
        .execute();
  }
  const actors = await actorsOf(trx, ids);
  const institutionIds = { backbone: institutionId } as Network['institutions'];
  for (const [key, institution] of Object.entries(institutions))
    institutionIds[key as InstitutionKey] = await app.institutions.add(actors.ada, {
      networkId,
      ...institution,
    });
  return { networkId, institutions: institutionIds, people: ids, actors };
}

const zoneOf = (key: InstitutionKey): string => (key === 'backbone' ? backbone : institutions[key]).zone;

/** As an invitation makes them when it is accepted; those with an e-mail address have accepted theirs. */
async function addPerson(
  trx: Tx,
  person: { id: PersonId; name: string; lang: string; zone: string; password: string; at: Date },
): Promise<void> {
  await trx
    .insertInto('person')
    .values({
      ...{ id: person.id, name: person.name, email: emailOf(person.name), lang: person.lang },
      ...{ zone: person.zone, password_hash: person.password, created_at: person.at },
    })
    .execute();
}

async function actorsOf(trx: Tx, ids: Network['people']): Promise<Network['actors']> {
  const found: Partial<Network['actors']> = {};
  for (const key of Object.keys(ids) as PersonKey[]) {
    const actor = await findActor(trx, ids[key], 'demo');
    if (actor) found[key] = actor;
  }
  return found as Network['actors'];
}
