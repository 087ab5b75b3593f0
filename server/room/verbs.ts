import { joinRoom, moveStep, openRoom, visit } from '#domain/room/schemas.ts';
import type { Binding } from '../bind.ts';
import * as commands from './commands.ts';
import { open, type Opening } from './open.ts';
import * as queries from './queries.ts';

/** Rooms and who is in them. */
export const roomVerbs = ({ read, write }: Binding, opening: Opening) => ({
  mine: read(queries.mine),
  head: read(queries.open),
  frame: read(queries.frame),
  people: read(queries.people),
  events: read(queries.events),
  sinceYouWereHere: read(queries.sinceYouWereHere),
  open: write(openRoom, open(opening)),
  join: write(joinRoom, commands.join),
  moveToStep: write(moveStep, commands.moveToStep),
  visit: write(visit, commands.visitRoom),
});
