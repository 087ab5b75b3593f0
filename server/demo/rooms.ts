import type { InstitutionId, RoomId } from '#domain/ids.ts';
import type { RoomRole } from '#domain/room/room.ts';
import { findActor } from '../auth/sign-in.ts';
import { demoPin, people, rooms, type PersonKey, type RoomKey } from './people.ts';
import type { Stage } from './stage.ts';

type Opening = Omit<Stage, 'rooms' | 'sessions'>;

/** Opens the rooms and seats their people, receiver and giver first, so that those have the first colours. */
export async function openRooms(stage: Opening, setClock: (at: Date) => void) {
  const { app, trx, actors, calendar, institutions, networkId, people: ids } = stage;
  const topics = await trx
    .selectFrom('topic')
    .where('network_id', '=', networkId)
    .select(['id', 'name_en'])
    .execute();
  const opened = {} as Stage['rooms'];
  for (const [key, room] of Object.entries(rooms)) {
    setClock(calendar.at(room.opened, '10:00'));
    const roomId = await app.rooms.open(actors.ada, {
      ...{ networkId, name: room.name, lang: room.lang },
      topicId: topics.find((topic) => topic.name_en === room.topic)?.id,
      giverId: institutions[room.giver],
      receiverId: institutions[room.receiver],
    });
    opened[key as RoomKey] = roomId;
    const seats = Object.entries(room.members) as [PersonKey, RoomRole][];
    for (const [person, role] of seats) {
      const institutionId = institutions[people[person].at];
      if ('byCode' in people[person]) await comeByPoster(stage, person, { roomId, institutionId, role });
      else await app.rooms.join(actors.ada, { roomId, personId: ids[person], institutionId, role });
    }
  }
  return opened;
}

/** Félix hangs up a poster; somebody without an e-mail address scans it and comes in with a code and a PIN. */
async function comeByPoster(
  { app, trx, actors, networkId, people: ids }: Opening,
  key: PersonKey,
  place: { roomId: RoomId; institutionId: InstitutionId; role: RoomRole },
): Promise<void> {
  const { token } = await app.invitations.make(actors.felix, { networkId, ...place, many: true });
  const { name, lang } = people[key];
  const came = await app.invitations.acceptAsNew(token, {
    ...{ way: 'pin', name, lang, pin: demoPin, telephone: '', institutionId: place.institutionId },
  });
  if (!('personId' in came)) throw new Error(`${name} did not come in`);
  ids[key] = came.personId;
  const actor = await findActor(trx, came.personId, 'demo');
  if (actor) actors[key] = actor;
}
