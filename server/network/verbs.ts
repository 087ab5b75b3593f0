import { addTopic, renameTopic, retireTopic } from '#domain/network/schemas.ts';
import * as commands from './commands.ts';
import { choices } from './choices.ts';
import { nextStep } from './next-step.ts';
import * as queries from './queries.ts';
import { rooms } from './rooms.ts';
import { today } from './today.ts';
import * as topics from './topics.ts';
import type { Binding } from '../bind.ts';

/** Networks, for those who look after them. */
export const networkVerbs = ({ read, write }: Binding) => ({
  head: read(queries.head),
  topics: read(topics.topics),
  choices: read(choices),
  rooms: read(rooms),
  today: read(today),
  nextStep: read(nextStep),
  addTopic: write(addTopic, commands.addTopicTo),
  renameTopic: write(renameTopic, topics.rename),
  retireTopic: write(retireTopic, topics.retire),
});
