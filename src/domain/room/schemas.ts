import * as v from 'valibot';
import {
  idOf,
  type InstitutionId,
  type NetworkId,
  type PersonId,
  type RoomId,
  type TopicId,
} from '../ids.ts';
import { choice, lang, text } from '../input.ts';
import { roomRoles } from './room.ts';

export const openRoom = v.object({
  networkId: idOf<NetworkId>(),
  name: text(120),
  topicId: v.pipe(
    v.string('error_choice'),
    v.uuid('error_choice'),
    v.transform((id) => id as TopicId),
  ),
  lang,
  giverId: v.pipe(
    v.string('error_choice'),
    v.uuid('error_choice'),
    v.transform((id) => id as InstitutionId),
  ),
  receiverId: v.pipe(
    v.string('error_choice'),
    v.uuid('error_choice'),
    v.transform((id) => id as InstitutionId),
  ),
});

export const joinRoom = v.object({
  roomId: idOf<RoomId>(),
  personId: idOf<PersonId>(),
  institutionId: idOf<InstitutionId>(),
  role: choice(roomRoles),
});

export const moveStep = v.object({
  roomId: idOf<RoomId>(),
  step: v.pipe(
    v.union([v.string(), v.number()]),
    v.transform(Number),
    v.integer('error_choice'),
    v.minValue(1, 'error_choice'),
    v.maxValue(6, 'error_choice'),
  ),
});

export const visit = v.object({ roomId: idOf<RoomId>() });
