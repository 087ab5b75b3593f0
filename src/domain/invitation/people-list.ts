import { folded } from '../folded.ts';
import * as v from 'valibot';
import type { InstitutionId } from '../ids.ts';
import { email as emailSchema } from '../input.ts';
import { roomRoles, type RoomRole } from '../room/room.ts';
import { telephone as telephoneSchema } from './schemas.ts';

/** How many people one list may bring. */
export const listLimit = 500;

/** A row as it was written, cell by cell. */
export interface TypedRow {
  name: string;
  email: string;
  telephone: string;
  institution: string;
  role: string;
}

const columns = ['name', 'email', 'telephone', 'institution', 'role'] as const;
type Column = (typeof columns)[number] | 'first_name';

const headings: Record<Column, readonly string[]> = {
  name: [
    'name',
    'names',
    'full name',
    'last name',
    'family name',
    'surname',
    'nom',
    'noms',
    'nom complet',
    'nom et prenom',
    'nom et prenoms',
    'noms et prenoms',
    'nom de famille',
    'prenom et nom',
  ],
  first_name: ['first name', 'given name', 'prenom', 'prenoms'],
  email: [
    'email',
    'e mail',
    'mail',
    'email address',
    'e mail address',
    'courriel',
    'adresse email',
    'adresse e mail',
    'adresse mail',
    'adresse electronique',
  ],
  telephone: [
    'telephone',
    'telephone number',
    'phone',
    'phone number',
    'mobile',
    'tel',
    'cell',
    'gsm',
    'numero',
    'numero de telephone',
    'portable',
  ],
  institution: [
    'institution',
    'hospital',
    'health facility',
    'facility',
    'organisation',
    'organization',
    'hopital',
    'etablissement',
    'structure',
    'formation sanitaire',
    'centre de sante',
  ],
  role: ['role', 'role in the room', 'role dans la salle'],
};

const roleNames: Record<RoomRole, readonly string[]> = {
  staff: ['staff', 'personnel', 'agent', 'equipe', 'membre', 'member'],
  co_facilitator: [
    'co facilitator',
    'cofacilitator',
    'co facilitation',
    'cofacilitation',
    'co facilitateur',
    'co facilitatrice',
    'cofacilitateur',
    'cofacilitatrice',
  ],
  facilitator: ['facilitator', 'facilitation', 'facilitateur', 'facilitatrice', 'animateur', 'animatrice'],
  manager: ['manager', 'direction', 'directeur', 'directrice', 'responsable', 'director'],
  observer: ['observer', 'observation', 'observateur', 'observatrice'],
};

/** Words as they are compared: without capitals, accents and signs. */
export const plain = (words: string): string =>
  folded(words)
    .replaceAll(/[^\p{L}\p{N}@]+/gu, ' ')
    .trim();

/** The role a word stands for, in either language; null when it stands for none. */
export function roleOf(word: string): RoomRole | null {
  const found = plain(word);
  return roomRoles.find((role) => roleNames[role].includes(found)) ?? null;
}

const columnOf = (heading: string): Column | null =>
  (Object.keys(headings) as Column[]).find((column) => headings[column].includes(plain(heading))) ?? null;

const clean = (cell: string): string => cell.replaceAll(/[\s\u00a0\u200b\ufeff]+/g, ' ').trim();

/** Cells of a list as rows with names: by its headings, by position when it has all five columns, else by what a cell looks like. */
export function readRows(cells: readonly (readonly string[])[]): TypedRow[] {
  const rows = cells.map((row) => row.map(clean)).filter((row) => row.some((cell) => cell !== ''));
  const [first, ...rest] = rows;
  if (!first) return [];
  const found = first.map(columnOf);
  if (found.some((column) => column !== null) && !first.some((cell) => cell.includes('@')))
    return rest.map((row) => byHeading(row, found));
  const width = Math.max(...rows.map((row) => row.length));
  return rows.map((row) => (width === columns.length ? byPosition(row) : byLook(row)));
}

const emptyRow = (): TypedRow => ({ name: '', email: '', telephone: '', institution: '', role: '' });

function byHeading(row: readonly string[], found: readonly (Column | null)[]): TypedRow {
  const of = (column: Column) => row[found.indexOf(column)] ?? '';
  const named = columns.map((column) => [column, found.includes(column) ? of(column) : ''] as const);
  const typed = { ...emptyRow(), ...Object.fromEntries(named) };
  return found.includes('first_name')
    ? { ...typed, name: clean(`${of('first_name')} ${typed.name}`) }
    : typed;
}

const byPosition = (row: readonly string[]): TypedRow => ({
  ...emptyRow(),
  ...Object.fromEntries(columns.map((column, place) => [column, row[place] ?? ''])),
});

function byLook(row: readonly string[]): TypedRow {
  const typed = emptyRow();
  for (const cell of row) {
    if (cell === '') continue;
    if (cell.includes('@') && !typed.email) typed.email = cell;
    else if (/^\+?[\d\s().-]{6,}$/.test(cell) && !typed.telephone) typed.telephone = cell;
    else if (!typed.name) typed.name = cell;
    else if (roleOf(cell) && !typed.role) typed.role = cell;
    else if (!typed.institution) typed.institution = cell;
  }
  return typed;
}

/** Rows as a spreadsheet takes them when they are pasted, with headings. */
export const asTable = (rows: readonly TypedRow[], heads: readonly string[]): string =>
  [heads, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((row) => row.map((cell) => cell.replaceAll(/[\t\r\n]/g, ' ')).join('\t'))
    .join('\n');

export interface KnownInstitution {
  id: InstitutionId;
  name: string;
  shortName: string;
}
export interface KnownMember {
  name: string;
  email: string | null;
  telephone: string | null;
  institutionId: string;
  role: RoomRole;
}
/** What a list is judged by: the room as it is now. */
export interface ListFacts {
  institutions: readonly KnownInstitution[];
  members: readonly KnownMember[];
  /** Who has a link already that nobody has used. */
  waiting: readonly Omit<KnownMember, 'role'>[];
  roles: readonly RoomRole[];
  /** For rows that say nothing. */
  usual: { institutionId: InstitutionId | null; role: RoomRole };
}

export type ListProblem =
  | 'name_missing'
  | 'name_odd'
  | 'name_long'
  | 'email_odd'
  | 'telephone_odd'
  | 'telephone_spoilt'
  | 'institution_missing'
  | 'institution_unknown'
  | 'role_unknown'
  | 'role_not_yours'
  | 'differs';

export interface ReadyPerson {
  name: string;
  email: string;
  telephone: string;
  institutionId: InstitutionId;
  role: RoomRole;
}
/** What becomes of a row: a mail, a slip to print, nothing (here or invited already, or another row's person), or it needs mending. */
export type JudgedRow = { row: number; typed: TypedRow } & (
  | { fate: 'mail' | 'slip'; person: ReadyPerson }
  | { fate: 'here'; role: RoomRole }
  | { fate: 'waiting' }
  | { fate: 'twice'; of: number }
  | { fate: 'wrong'; problems: { problem: ListProblem; of?: number }[] }
);

/** Says of each row what will become of it. Writes nothing and asks nobody. */
export function judge(rows: readonly TypedRow[], facts: ListFacts): JudgedRow[] {
  const judged: JudgedRow[] = [];
  for (const [place, typed] of rows.entries()) judged.push(judgeRow(place + 1, typed, facts, judged));
  return judged;
}

function judgeRow(row: number, typed: TypedRow, facts: ListFacts, before: readonly JudgedRow[]): JudgedRow {
  const { person, problems } = readPerson(typed, facts);
  if (problems.length > 0)
    return { row, typed, fate: 'wrong', problems: problems.map((problem) => ({ problem })) };
  const here = facts.members.find((member) => isSame(person, member));
  if (here) return { row, typed, fate: 'here', role: here.role };
  if (facts.waiting.some((one) => isSame(person, one))) return { row, typed, fate: 'waiting' };
  for (const earlier of before) {
    if (!('person' in earlier) || !isSame(person, earlier.person)) continue;
    const { role, institutionId } = earlier.person;
    if (role === person.role && institutionId === person.institutionId)
      return { row, typed, fate: 'twice', of: earlier.row };
    return { row, typed, fate: 'wrong', problems: [{ problem: 'differs', of: earlier.row }] };
  }
  return { row, typed, fate: person.email ? 'mail' : 'slip', person };
}

/** One person: the same address, else the same telephone, else the same name at the same institution. */
function isSame(
  one: ReadyPerson,
  other: { name: string; email: string | null; telephone: string | null; institutionId: string },
): boolean {
  if (one.email && other.email) return one.email === other.email.toLowerCase();
  if (one.telephone && other.telephone) return one.telephone === other.telephone;
  return plain(one.name) === plain(other.name) && one.institutionId === other.institutionId;
}

function readPerson(typed: TypedRow, facts: ListFacts): { person: ReadyPerson; problems: ListProblem[] } {
  const problems: ListProblem[] = [];
  if (typed.name === '') problems.push('name_missing');
  else if (/^[=+\-@]|[<>{}]/.test(typed.name) || !/\p{L}/u.test(typed.name)) problems.push('name_odd');
  else if (typed.name.length > 120) problems.push('name_long');
  const email = v.safeParse(emailSchema, typed.email);
  if (typed.email !== '' && !email.success) problems.push('email_odd');
  const telephone = v.safeParse(telephoneSchema, typed.telephone);
  // What a spreadsheet makes of a long number that it takes for an amount.
  if (/^\d[.,]?\d*E\+?\d+$/i.test(typed.telephone)) problems.push('telephone_spoilt');
  else if (!telephone.success) problems.push('telephone_odd');
  const institutionId = institutionOf(typed.institution, facts);
  if (institutionId === null)
    problems.push(typed.institution === '' ? 'institution_missing' : 'institution_unknown');
  const role = typed.role === '' ? facts.usual.role : roleOf(typed.role);
  if (role === null) problems.push('role_unknown');
  else if (!facts.roles.includes(role)) problems.push('role_not_yours');
  return {
    problems,
    person: {
      name: typed.name,
      email: email.success ? email.output : '',
      telephone: telephone.success ? telephone.output : '',
      institutionId: institutionId ?? ('' as InstitutionId),
      role: role ?? facts.usual.role,
    },
  };
}

function institutionOf(words: string, { institutions, usual }: ListFacts): InstitutionId | null {
  if (words === '') return usual.institutionId;
  const wanted = plain(words);
  const found = institutions.filter((one) => plain(one.name) === wanted || plain(one.shortName) === wanted);
  return found.length === 1 ? found[0]!.id : null;
}
