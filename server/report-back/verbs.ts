import * as schemas from '#domain/report-back/schemas.ts';
import type { Binding } from '../bind.ts';
import type { keepImage } from '../image/keep.ts';
import * as commands from './commands.ts';

/** Reports on commitments, and what peers say to them. */
export const reportBackVerbs = ({ write }: Binding, keep: typeof keepImage) => ({
  give: write(schemas.giveReport, commands.give(keep)),
  hear: write(schemas.hearReport, commands.hear),
  reply: write(schemas.replyToReport, commands.reply),
});
