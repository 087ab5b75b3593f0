// Runs beside the event loop: what takes Yjs long to put together must hold up nobody's pages.
import { answerTasks } from '../thread.ts';
import { readNotes } from './note-reading.ts';
import { readPlan, type Unread } from './reading.ts';

answerTasks((unread: Unread) => (unread.kind === 'notes' ? readNotes(unread) : readPlan(unread)));
