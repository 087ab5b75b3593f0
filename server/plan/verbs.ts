import { makePlanLink, revokePlanLink } from '#domain/plan/links.ts';
import { keepNotePicture } from '#domain/plan/picture.ts';
import { signPlan, withdrawSignature } from '#domain/plan/versions.ts';
import type { Binding } from '../bind.ts';
import * as exports from './export/queries.ts';
import * as imports from './import/queries.ts';
import { makeLink, revokeLink } from './links/commands.ts';
import { links } from './links/queries.ts';
import { history, lastHere, summary } from './history.ts';
import { keepPicture } from './keep-picture.ts';
import * as queries from './queries.ts';
import { signOff } from './sign-off-queries.ts';
import { sign, withdraw } from './sign-off.ts';
import { restorable } from './restorable.ts';
import * as versions from './version-queries.ts';

/** Plans, as pages read them; they are written over the socket. */
export const planVerbs = ({ read, write }: Binding) => ({
  open: read(queries.open),
  document: read(queries.document),
  changes: read(queries.changes),
  history: read(history),
  lastHere: read(lastHere),
  summary: read(summary),
  versions: read(versions.versions),
  version: read(versions.version),
  contentOf: read(versions.contentOf),
  restorable: read(restorable),
  latestSignOff: read(versions.latestSignOff),
  signedState: read(versions.signedState),
  signOff: read(signOff),
  sign: write(signPlan, sign),
  withdrawSignature: write(withdrawSignature, withdraw),
  /** The plan as somebody takes it along. */
  outline: read(exports.outline),
  file: read(exports.file),
  /** A table that becomes cards. */
  importing: read(imports.importing),
  cellsOf: read(imports.cellsOf),
  /** Public links to read it. */
  links: read(links),
  makeLink: write(makePlanLink, makeLink),
  revokeLink: write(revokePlanLink, revokeLink),
  keepPicture: write(keepNotePicture, keepPicture),
});
