// Runs beside the event loop: a long plan takes seconds to set in pages, and must hold up nobody's.
import { answerTasks } from '../../thread.ts';
import { writeExport } from './write.ts';

answerTasks(writeExport);
