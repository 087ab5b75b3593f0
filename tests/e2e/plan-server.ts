// A whole server of its own for the plan's story, so that it can be killed: node plan-server.ts <database url> <port>
import { pino } from 'pino';
import { newId } from '#domain/ids.ts';
import type { App } from '../../server/app.ts';
import { assemble } from '../../server/assemble.ts';
import { readConfig } from '../../server/config.ts';
import { createHttp, type Handler, type UpgradeHandler } from '../../server/http.ts';
import { createLifecycle } from '../../server/lifecycle.ts';
import { findActor } from '../../server/auth/sign-in.ts';
import { openDatabase } from '../../server/db/database.ts';
import { openPages } from '../../server/pages.ts';

const [databaseUrl, port] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const secrets = {
  ...{ secret: 'x'.repeat(40), metricsToken: 'x'.repeat(40), postgresPassword: 'x' },
  ...{ livekitKey: 'x', livekitSecret: 'x'.repeat(40) },
};
const env = {
  DATABASE_URL: databaseUrl!,
  PORT: port!,
  ORIGIN: origin,
  HOST: '127.0.0.1',
  SECRET: 'x'.repeat(40),
};
const config = readConfig(env, { dev: false, lan: false }, () => secrets);
const log = pino({ level: 'warn' });
const upgrades = new Map<string, UpgradeHandler>();
const routes = new Map<string, Handler>();
const http = createHttp({ config, log, upgrades, routes, readiness: () => Promise.resolve({}) });
await http.listen();
const frame = { config, log, lifecycle: createLifecycle(log), upgrades, routes, readiness: new Map() };
const app = await assemble(frame, databaseUrl!);
http.open((await openPages(config, http.server)).handler);
process.send?.(await seed(app));

/** A room of two hospitals, and a sign-in for each of its people; found again at the second start. */
async function seed(app: App) {
  const { kysely: db } = openDatabase(databaseUrl!, { max: 2 });
  const known = await db.selectFrom('room').select('id').executeTakeFirst();
  const signIns: Record<string, string> = {};
  const roomId = known?.id ?? (await makeRoom());
  for (const person of await db.selectFrom('person').select(['id', 'email']).execute())
    signIns[person.email!.split('@')[0]!] = await app.auth.start(person.id, 'story');
  return { roomId, signIns };

  async function makeRoom(): Promise<string> {
    const [networkId, topicId, gihara, nyanza] = [newId(), newId(), newId(), newId()];
    const at = { created_at: new Date() };
    await db
      .insertInto('network')
      .values({ id: networkId, name: 'Network', ...at })
      .execute();
    const topic = { id: topicId, network_id: networkId, name_en: 'Pharmacy', name_fr: 'Pharmacie' };
    await db.insertInto('topic').values(topic).execute();
    for (const step of [1, 2, 3, 4, 5, 6]) {
      const names = { name_en: `Step ${step}`, name_fr: `Étape ${step}` };
      await db
        .insertInto('cycle_step')
        .values({ network_id: networkId, step, ...names })
        .execute();
    }
    const place = { network_id: networkId, level: 'district', place: 'Here', zone: 'Africa/Kigali', ...at };
    await db
      .insertInto('institution')
      .values([
        { id: gihara, name: 'Gihara Hospital', short_name: 'Gihara', lang: 'en', ...place },
        { id: nyanza, name: 'Nyanza Lake Hospital', short_name: 'Nyanza Lake', lang: 'fr', ...place },
      ])
      .execute();
    const people = [
      { key: 'odette', name: 'Odette Mukamana', lang: 'en', institution: gihara, role: 'staff' },
      { key: 'jeanpaul', name: 'Jean-Paul Habimana', lang: 'fr', institution: nyanza, role: 'staff' },
      { key: 'olive', name: 'Olive Kayitesi', lang: 'en', institution: nyanza, role: 'observer' },
      { key: 'oscar', name: 'Oscar Mugisha', lang: 'en', institution: null, role: null },
    ] as const;
    const ids = new Map<string, string>();
    for (const { key, name, lang } of people) {
      ids.set(key, newId());
      const row = {
        id: ids.get(key)!,
        name,
        lang,
        email: `${key}@example.org`,
        zone: 'Africa/Kigali',
        ...at,
      };
      await db.insertInto('person').values(row).execute();
    }
    const office = { network_id: networkId, person_id: ids.get('oscar')!, institution_id: gihara, ...at };
    await db
      .insertInto('network_member')
      .values({ ...office, role: 'administrator' })
      .execute();
    const admin = await findActor(db, ids.get('oscar')!, 'story');
    const twins = { giverId: gihara, receiverId: nyanza };
    const room = { networkId, topicId, name: 'Pharmacy supply chain', lang: 'en', ...twins };
    const made = await app.rooms.open(admin, room);
    for (const { key, institution, role } of people)
      if (role)
        await app.rooms.join(admin, {
          roomId: made,
          personId: ids.get(key),
          institutionId: institution,
          role,
        });
    await db.deleteFrom('network_member').execute();
    return made;
  }
}
