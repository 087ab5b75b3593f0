import { changeTwinning, endTwinning, makeTwinning } from '#domain/twinning/schemas.ts';
import type { Binding } from '../bind.ts';
import * as commands from './commands.ts';
import { picture } from './picture.ts';
import * as queries from './queries.ts';

/** Who is twinned with whom, on what, at which step. */
export const twinningVerbs = ({ read, write }: Binding) => ({
  list: read(queries.list),
  open: read(queries.open),
  steps: read(queries.steps),
  picture: read(picture),
  make: write(makeTwinning, commands.make),
  change: write(changeTwinning, commands.change),
  end: write(endTwinning, commands.end),
});
