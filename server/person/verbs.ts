import { chooseLang, chooseZone, endSignIn, nothing, rename } from '#domain/person/schemas.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import type { Binding } from '../bind.ts';

/** What people do with their own account. */
export const personVerbs = ({ read, write }: Binding) => ({
  home: read(queries.home),
  signIns: read(queries.signIns),
  rename: write(rename, commands.rename),
  readIn: write(chooseLang, commands.readIn),
  liveIn: write(chooseZone, commands.liveIn),
  endSignIn: write(endSignIn, commands.endSignInOn),
  endOtherSignIns: write(nothing, commands.endOtherSignIns),
});
