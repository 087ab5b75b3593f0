import type { RoomRole } from '#domain/room/room.ts';
import { people, rooms, type PersonKey, type RoomKey } from './people.ts';
import type { Stage } from './stage.ts';

/** Opens the rooms and seats their people, receiver and giver first, so that those have the first colours. */
export async function openRooms(stage: Omit<Stage, 'rooms' | 'sessions'>, setClock: (at: Date) => void) {
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
    for (const [person, role] of seats)
      await app.rooms.join(actors.ada, {
        ...{ roomId, personId: ids[person], role },
        institutionId: institutions[people[person].at],
      });
  }
  return opened;
}
