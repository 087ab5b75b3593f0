// A room of two hospitals and a sign-in for each of its people, for the plan's story: node plan-seed.ts <database url>
import { newId } from '#domain/ids.ts';
import { createRateLimits } from '../../server/auth/rate-limits.ts';
import { createAuth } from '../../server/auth/sign-in.ts';
import { systemClock } from '../../server/context.ts';
import { inTransaction, openDatabase } from '../../server/db/database.ts';
import { seedPlan } from '../../server/plan/seed.ts';

const { kysely: db } = openDatabase(process.argv[2]!, { max: 2 });
const auth = createAuth({
  ...{ db, clock: systemClock, demo: false },
  ...{ secret: 'a secret of the story', origin: 'http://localhost', tries: createRateLimits(db) },
});
const [networkId, topicId, roomId, otherRoomId, gihara, nyanza] = [
  newId(),
  newId(),
  newId(),
  newId(),
  newId(),
  newId(),
];
const at = { created_at: new Date() };
const people = [
  { key: 'odette', name: 'Odette Mukamana', lang: 'en', institution: gihara, role: 'staff' },
  { key: 'jeanpaul', name: 'Jean-Paul Habimana', lang: 'fr', institution: nyanza, role: 'staff' },
  { key: 'olive', name: 'Olive Kayitesi', lang: 'en', institution: nyanza, role: 'observer' },
  { key: 'grace', name: 'Grace Ingabire', lang: 'en', institution: gihara, role: 'manager' },
  { key: 'clemence', name: 'Clémence Uwase', lang: 'fr', institution: nyanza, role: 'manager' },
  { key: 'oscar', name: 'Oscar Mugisha', lang: 'en', institution: null, role: null },
] as const;

await makeNetwork();
await makeRoom(roomId, 'Pharmacy supply chain');
await makeRoom(otherRoomId, 'Another pharmacy');
const { id: documentId } = await db
  .selectFrom('document')
  .where('room_id', '=', roomId)
  .where('kind', '=', 'plan')
  .select('id')
  .executeTakeFirstOrThrow();
process.send?.({ roomId, otherRoomId, documentId, signIns: await makePeople() });
await db.destroy();
process.disconnect?.();

async function makeNetwork(): Promise<void> {
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
}

async function makeRoom(roomId: string, name: string): Promise<void> {
  const twinningId = newId();
  const twinning = { id: twinningId, network_id: networkId, topic_id: topicId, ...at };
  await db.insertInto('twinning').values(twinning).execute();
  const room = { network_id: networkId, twinning_id: twinningId, name, ...at };
  await db
    .insertInto('room')
    .values({ id: roomId, lang: 'en', zone: 'Africa/Kigali', ...room })
    .execute();
  await db
    .insertInto('room_institution')
    .values([
      { room_id: roomId, institution_id: gihara, side: 'giver', position: 0 },
      { room_id: roomId, institution_id: nyanza, side: 'receiver', position: 1 },
    ])
    .execute();
  await inTransaction(db, (trx) => seedPlan(trx, { roomId, lang: 'en', at: new Date() }));
}

async function makePeople(): Promise<Record<string, string>> {
  const signIns: Record<string, string> = {};
  for (const { key, name, lang, institution, role } of people) {
    const id = newId();
    const row = { id, name, lang, email: `${key}@example.org`, zone: 'Africa/Kigali', ...at };
    await db.insertInto('person').values(row).execute();
    const member = { person_id: id, institution_id: institution!, ...at };
    if (role)
      await db
        .insertInto('room_member')
        .values([roomId, otherRoomId].map((room) => ({ room_id: room, role, ...member })))
        .execute();
    signIns[key] = await auth.start(id, 'story');
    // For stories that sign out: the other sign-in lives on.
    signIns[`${key} on another phone`] = await auth.start(id, 'story');
  }
  return signIns;
}
