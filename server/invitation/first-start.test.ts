import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { secretOf } from '../../tests/fixtures/app.ts';
import { testDatabase } from '../../tests/fixtures/postgres.ts';
import { composeApp } from '../app.ts';
import { findActor } from '../auth/sign-in.ts';
import { systemClock } from '../context.ts';
import { openDatabase } from '../db/database.ts';
import { seedPlan } from '../plan/seed.ts';
import type { CameIn } from './accept.ts';

const database = await testDatabase();
const { kysely: db } = openDatabase(database.url);
const parts = {
  db,
  clock: systemClock,
  log: pino({ level: 'silent' }),
  origin: 'http://t.example',
  secret: 'a secret of the tests, long enough',
  seedPlan,
};
// The App grows parts that this story does not touch.
const compose = (demo: boolean) =>
  composeApp({ ...parts, demo } as unknown as Parameters<typeof composeApp>[0]);
const app = compose(false);
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const tokenOf = (link: string | null) => link!.split('/').at(-1)!;
const person = (email: string) => ({ name: 'Ada', email, password: 'a few words in a row', lang: 'en' });
const founding = {
  networkName: 'Eastern twins',
  backboneName: 'Network Office',
  backboneShortName: 'Office',
  place: 'Kigali',
  zone: 'Africa/Kigali',
};
const gone = expect.objectContaining({ code: 'gone' });

async function comeIn(email: string) {
  const entered = await app.auth.signIn(
    { who: email, password: 'a few words in a row' },
    { address: 'test', device: 'test' },
  );
  return (await app.auth.actorOf(secretOf(entered)))!.actor;
}

test('the first start: one link, an administrator, a network, institutions, a room, a second person', async () => {
  expect(await compose(true).invitations.firstAdministrator()).toBeNull();
  const earlier = tokenOf(await app.invitations.firstAdministrator());
  const token = tokenOf(await app.invitations.firstAdministrator());
  expect(await app.invitations.look(earlier, null)).toMatchObject({ because: 'revoked' });
  expect(await app.invitations.look(token, null)).toMatchObject({ open: true, offer: { first: true } });

  await expect(app.invitations.acceptAsNew(token, person('ada@example.org'))).rejects.toMatchObject({
    code: 'invalid',
    fields: { networkName: 'error_required', zone: 'error_required' },
  });
  const both = await Promise.allSettled([
    app.invitations.acceptAsNew(token, { ...person('ada@example.org'), ...founding }),
    app.invitations.acceptAsNew(token, { ...person('ada2@example.org'), ...founding }),
  ]);
  expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  expect(await db.selectFrom('network').select('name').execute()).toEqual([{ name: 'Eastern twins' }]);
  expect(await app.invitations.firstAdministrator()).toBeNull();

  const { email } = await db.selectFrom('person').select('email').executeTakeFirstOrThrow();
  const ada = await comeIn(email!);
  const network = await app.networks.head(ada, null);
  expect(network).toMatchObject({ name: 'Eastern twins', abilities: { administer: true } });
  const { topics } = await app.networks.choices(ada, network.id);
  expect(topics).toHaveLength(9);
  const add = (name: string) =>
    app.institutions.add(ada, {
      ...{ networkId: network.id, name, shortName: name, level: 'district', place: 'Here' },
      ...{ zone: 'Africa/Kigali', lang: 'en' },
    });
  const [giverId, receiverId] = [await add('Gihara'), await add('Nyanza Lake')];
  await expect(add('gihara')).rejects.toMatchObject({ fields: { name: 'error_institution_name_taken' } });
  const roomId = await app.rooms.open(ada, {
    ...{ networkId: network.id, name: 'Pharmacy', topicId: topics[0]!.id, lang: 'en' },
    ...{ giverId, receiverId },
  });
  const invitation = await app.invitations.make(ada, {
    ...{ networkId: network.id, roomId, institutionId: giverId, role: 'co_facilitator' },
  });
  const came = await app.invitations.acceptAsNew(invitation.token, {
    ...{ way: 'pin', name: 'Théo', pin: '407192', lang: 'fr' },
  });
  const theo = (await findActor(db, (came as CameIn).personId, 'new'))!;
  expect(await app.rooms.mine(theo)).toMatchObject([{ name: 'Pharmacy', role: 'co_facilitator' }]);
  await expect(app.invitations.accept(ada, invitation.token, {})).rejects.toEqual(gone);
  expect((await app.networks.head(theo, null)).abilities).toMatchObject({ lookAfter: false });
});
