// Runs beside the event loop: making a document small costs processor time that grows with its whole history.
import { answerTasks } from '../thread.ts';
import { compact } from './merge.ts';

answerTasks(compact);
