import * as v from 'valibot';
import {
  idOf,
  type AnyId,
  type InstitutionId,
  type NetworkId,
  type PersonId,
  type RoomId,
  type TopicId,
  type TwinningId,
} from '../ids.ts';
import { checkbox, choice, chosen, lang, line } from '../input.ts';
import { institutionSaid } from '../twinning/schemas.ts';
import { twinningSides } from '../twinning/twinning.ts';
import { roomRoles } from './room.ts';

const orNothing = <T extends AnyId>() =>
  v.pipe(
    v.optional(v.union([v.literal(''), chosen<T>()], 'error_choice'), ''),
    v.transform((id) => (id === '' ? null : id)),
  );

/** For a twinning that is there, or for a new one of giver and receiver. `lead`: who opens it facilitates it. */
export const openRoom = v.object({
  networkId: idOf<NetworkId>(),
  name: line(120),
  lang,
  lead: checkbox,
  twinningId: orNothing<TwinningId>(),
  topicId: orNothing<TopicId>(),
  giverId: orNothing<InstitutionId>(),
  receiverId: orNothing<InstitutionId>(),
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

/** Who takes over what somebody has promised; nobody yet when empty. */
export const successor = orNothing<PersonId>();
const place = { roomId: idOf<RoomId>(), personId: idOf<PersonId>() };
/** Ticked by whoever was told that this is the room's last facilitator. */
const evenIfLast = checkbox;

export const changePlace = v.object({
  ...place,
  role: choice(roomRoles),
  institutionId: chosen<InstitutionId>(),
  evenIfLast,
});

export const removeFromRoom = v.object({
  ...place,
  successorId: successor,
  evenIfLast,
  /** The room's open links for many end too: whoever photographed a poster would come back under another name. */
  takeLinks: checkbox,
});

export const replaceInRoom = v.object({ ...place, successorId: chosen<PersonId>() });

export const leaveRoom = v.object({
  roomId: idOf<RoomId>(),
  successorId: successor,
  evenIfLast,
});

export const institutionInRoom = v.object({
  roomId: idOf<RoomId>(),
  institutionId: idOf<InstitutionId>(),
  evenIfLast,
});

/** One more institution, chosen or typed, on the side where it gives or receives. */
export const institutionJoins = v.object({
  roomId: idOf<RoomId>(),
  institutionId: institutionSaid,
  side: choice(twinningSides),
});
