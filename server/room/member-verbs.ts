import {
  changePlace,
  institutionInRoom,
  institutionJoins,
  leaveRoom,
  removeFromRoom,
  replaceInRoom,
} from '#domain/room/schemas.ts';
import type { Binding } from '../bind.ts';
import * as joins from './institution-joins.ts';
import * as institutions from './institutions.ts';
import * as members from './members.ts';
import type { PlaceDoors } from './place.ts';
import * as places from './places.ts';
import { wasIn } from './was-in.ts';

/** Who is in a room, for what institution, as what; and how that changes. */
export const roomMemberVerbs = ({ read, write }: Binding, doors: PlaceDoors, twinAlso: joins.TwinAlso) => ({
  list: read(places.places),
  place: read(places.place),
  wasIn: read(wasIn),
  change: write(changePlace, members.changePlace(doors)),
  remove: write(removeFromRoom, members.remove(doors)),
  replace: write(replaceInRoom, members.replace(doors)),
  leave: write(leaveRoom, members.leave(doors)),
  institutionLeaves: write(institutionInRoom, institutions.institutionLeaves(doors)),
  institutionReturns: write(institutionInRoom, institutions.institutionReturns),
  institutionJoins: write(institutionJoins, joins.institutionJoins(twinAlso)),
  institutionsToAdd: read(joins.institutionsToAdd),
});
