import { newId } from '#domain/ids.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeEach(async () => {
  t = await testApp();
});
afterEach(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });
const refused = (fields: object) => expect.objectContaining({ fields });
const as = (name: PersonName) => t.actorOf(name);

describe('one more institution', () => {
  const add = async (name: PersonName, institutionId: string, side = 'receiver') =>
    t.app.roomMembers.institutionJoins(await as(name), { roomId: t.roomId, institutionId, side });
  const found = async (name: string, more: object = {}) => {
    const id = newId();
    await t.db
      .insertInto('institution')
      .values({
        ...{ id, network_id: t.networkId, name, short_name: name, level: 'district', place: name },
        ...{ zone: 'Africa/Kigali', lang: 'en', created_at: t.clock.now(), ...more },
      })
      .execute();
    return id;
  };
  const field = (key: string) => refused({ institutionId: key });

  it('is let in by the facilitator and the network only', async () => {
    const id = await found('Muhanga');
    for (const name of ['odette', 'theo', 'grace', 'clemence', 'olive', 'oscar'] as const) {
      await expect(add(name, id), name).rejects.toEqual(notFound);
      await expect(t.app.roomMembers.institutionsToAdd(await as(name), t.roomId), name).rejects.toEqual(
        notFound,
      );
    }
  });

  it('is of the network, has not left it, was not joined to another and is not here yet', async () => {
    const { id: foreign } = await t.db
      .insertInto('network')
      .values({ id: newId(), name: 'Elsewhere', created_at: t.clock.now() })
      .returning('id')
      .executeTakeFirstOrThrow();
    for (const id of [
      await found('Foreign', { network_id: foreign }),
      await found('Gone', { left_at: t.clock.now() }),
      await found('Merged', { merged_into: t.institutionIds.gihara }),
    ])
      await expect(add('felix', id)).rejects.toEqual(field('error_choice'));
    await expect(add('felix', 'No such name')).rejects.toEqual(field('error_twinning_unknown'));
    await expect(add('felix', t.institutionIds.gihara)).rejects.toEqual(field('error_room_has_it'));
    await expect(add('felix', await found('Side'), 'backbone')).rejects.toEqual(
      refused({ side: 'error_choice' }),
    );
    const gihara = { roomId: t.roomId, institutionId: t.institutionIds.gihara };
    await t.app.roomMembers.institutionLeaves(await as('felix'), gihara);
    await expect(add('felix', t.institutionIds.gihara)).rejects.toEqual(field('error_room_left_it'));
  });

  it('does not join a twinning that has ended', async () => {
    await t.db.updateTable('twinning').set({ ended_at: t.clock.now() }).execute();
    await expect(add('felix', await found('Muhanga'))).rejects.toEqual(
      refused({ '': 'error_twinning_ended' }),
    );
  });

  it('has its own colour, joins the twinning, and is the fourth at most', async () => {
    const [muhanga, ruhango, fifth] = [await found('Muhanga'), await found('Ruhango'), await found('Fifth')];
    const choices = await t.app.roomMembers.institutionsToAdd(await as('beatrice'), t.roomId);
    expect(choices.institutions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Fifth', 'Muhanga', 'Ruhango']),
    );
    expect(choices.institutions.map(({ name }) => name)).not.toContain('Gihara Hospital');
    await add('beatrice', muhanga);
    await add('felix', 'ruhango, ruhango', 'giver');
    await expect(add('felix', fifth)).rejects.toEqual(refused({ '': 'error_room_full' }));
    const { institutions } = await t.app.rooms.head(await as('felix'), t.roomId);
    const twins = institutions.filter(({ side }) => side !== 'backbone');
    expect(twins.map(({ twin }) => twin).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(institutions.find(({ id }) => id === ruhango)?.side).toBe('giver');
    const kinds = (await t.app.rooms.events(await as('felix'), t.roomId)).map(({ kind }) => kind);
    expect(kinds).toContain('institution_joined');
    const audited = t.db.selectFrom('audit').where('kind', '=', 'room_institution_joined');
    expect(await audited.select(['person_id', 'room_id', 'data']).orderBy('id').execute()).toEqual([
      { person_id: t.personIds.beatrice, room_id: t.roomId, data: { institutionId: muhanga } },
      { person_id: t.personIds.felix, room_id: t.roomId, data: { institutionId: ruhango } },
    ]);
    const partners = await t.db
      .selectFrom('twinning_institution')
      .innerJoin('room', 'room.twinning_id', 'twinning_institution.twinning_id')
      .where('room.id', '=', t.roomId)
      .select(['institution_id', 'side'])
      .execute();
    expect(partners).toEqual(
      expect.arrayContaining([
        { institution_id: muhanga, side: 'receiver' },
        { institution_id: ruhango, side: 'giver' },
      ]),
    );
  });
});
