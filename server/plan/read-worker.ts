// Runs beside the event loop: what takes Yjs long to put together must hold up nobody's pages.
import { answerTasks } from '../thread.ts';
import { readPlan } from './reading.ts';

answerTasks(readPlan);
