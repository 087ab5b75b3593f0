import { addInstitution, addTopic } from '#domain/network/schemas.ts';
import * as commands from './commands.ts';
import * as queries from './queries.ts';
import type { Binding } from '../bind.ts';

/** Networks, for those who look after them. */
export const networkVerbs = ({ read, write }: Binding) => ({
  head: read(queries.head),
  home: read(queries.home),
  addInstitution: write(addInstitution, commands.add),
  addTopic: write(addTopic, commands.addTopicTo),
});
