import { invalid } from '../../errors.ts';
import type { ReadContext } from '../../context.ts';
import { roomAccess } from '../../room/access.ts';
import { cellsOfXlsx } from './read-sheet.ts';

/** Whose plan a table can become cards of: those who may write in it. They are written over the socket. */
export async function importing(ctx: ReadContext, roomId: string): Promise<{ roomId: string }> {
  const access = await roomAccess(ctx, roomId, 'editPlan');
  return { roomId: access.roomId };
}

/** The cells of a spreadsheet that somebody brings; nothing of it is kept. Those who may write in the plan. */
export async function cellsOf(ctx: ReadContext, roomId: string, file: unknown): Promise<string[][]> {
  await roomAccess(ctx, roomId, 'editPlan');
  if (!(file instanceof Blob) || file.size === 0) throw invalid({ file: 'error_import_empty' });
  return cellsOfXlsx(file);
}
