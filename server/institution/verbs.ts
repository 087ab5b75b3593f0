import {
  addFocalPoint,
  addInstitution,
  changeFocalPoint,
  confirmImport,
  dropImport,
  editInstitution,
  exportList,
  keepApart,
  mergeInstitutions,
  removeFocalPoint,
  startImport,
} from '#domain/institution/schemas.ts';
import type { Binding } from '../bind.ts';
import { parseInput } from '../context.ts';
import { apart } from './apart.ts';
import * as commands from './commands.ts';
import * as imports from './import/commands.ts';
import * as importQueries from './import/queries.ts';
import * as sheets from './import/sheets.ts';
import * as lists from './list.ts';
import * as duplicates from './duplicates.ts';
import { merge } from './merge.ts';
import * as queries from './queries.ts';

/** Institutions of a network: seen by everybody of it, changed by those who speak for them or look after the network. */
export const institutionVerbs = ({ read, write }: Binding) => ({
  list: read(lists.list),
  open: read(queries.open),
  toEdit: read(queries.toEdit),
  add: write(addInstitution, commands.add),
  edit: write(editInstitution, commands.edit),
  addFocal: write(addFocalPoint, commands.addFocal),
  changeFocal: write(changeFocalPoint, commands.changeFocal),
  removeFocal: write(removeFocalPoint, commands.removeFocal),
  duplicates: read(duplicates.duplicates),
  sideBySide: read(duplicates.sideBySide),
  merge: write(mergeInstitutions, merge),
  keepApart: write(keepApart, apart),
  exportAll: write(exportList, sheets.exportAll),
  imports: {
    recent: read(importQueries.recent),
    open: read(importQueries.open),
    refused: read(importQueries.refused),
    refusedFile: sheets.refusedFile,
    template: read(sheets.template),
    start: read((ctx, input: unknown) => imports.start(ctx, parseInput(startImport, input))),
    confirm: write(confirmImport, imports.confirm),
    drop: write(dropImport, imports.drop),
  },
});
