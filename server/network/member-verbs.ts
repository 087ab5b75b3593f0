import { takeBackNetworkRole } from '#domain/institution/people.ts';
import type { Binding } from '../bind.ts';
import * as members from './members.ts';

/** Who looks after a network. Roles are given by invitation, and taken back here. */
export const networkMemberVerbs = ({ read, write }: Binding, doors: members.NetworkMemberDoors) => ({
  list: read(members.members),
  takeBack: write(takeBackNetworkRole, members.takeBack(doors)),
});
