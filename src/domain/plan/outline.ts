import type { CommitmentItem } from '../commitment/commitment.ts';
import type { Lang } from '../person/lang.ts';
import type { RoomInstitution } from '../room/room.ts';
import { cardFields, type Card, type CardField, type Priority } from './card.ts';
import type { NoteBody } from './note-body.ts';
import { noteForPaper } from './note-outline.ts';
import {
  commitmentWords,
  dayWords,
  fieldWords,
  instantWords,
  kindTitle,
  planWords,
  priorityWords,
  sideWords,
} from './plan-words.ts';
import { cardsIn, sectionsWith, type Section } from './section.ts';

/** Something with its name, in words. `lang`: of the value, where it is another than the outline's. */
export interface Labelled {
  label: string;
  value: string;
  lang?: string;
}
/** What somebody promised, as it stands. Days are 'YYYY-MM-DD'. */
export interface Promised {
  text: string;
  lang: string;
  state: string;
  owner: string;
  institution: string;
  due: string;
  report: string;
}
export interface OutlineCard {
  id: string;
  kind: Card['kind'];
  /** '' for a note, which is all text. */
  title: string;
  lang: string;
  texts: Labelled[];
  /** What stands below a note's first line. */
  body: NoteBody;
  facts: Labelled[];
  promises: Promised[];
}
/** An action as a row: of one that became a commitment, what the commitment says. */
export interface ActionRow {
  title: string;
  detail: string;
  indicator: string;
  owner: string;
  institution: string;
  /** 'YYYY-MM-DD' or ''. */
  due: string;
  state: string;
  lang: string;
}
export interface Signature {
  institution: string;
  /** '' where names stay inside. */
  name: string;
  role: string;
  at: string;
}
/** A whole plan in words of one language, ready to be written down in any format. */
export interface Outline {
  lang: Lang;
  title: string;
  room: string;
  institutions: Labelled[];
  /** When it was taken, in the reader's zone. */
  at: string;
  /** The same day, 'YYYY-MM-DD'. */
  day: string;
  sections: { title: string; cards: OutlineCard[] }[];
  actions: ActionRow[];
  others: Promised[];
  signatures: { words: string; signed: Signature[] } | null;
}

/** What an outline is made of. */
export interface OutlineFacts {
  room: { name: string; institutions: readonly Pick<RoomInstitution, 'id' | 'name' | 'side'>[] };
  people: readonly { id: string; name: string }[];
  cards: readonly Card[];
  sections: readonly Section[];
  /** Card → the body of its note. */
  notes?: Readonly<Record<string, NoteBody>>;
  /** Card → what was promised from it. */
  commitments: Readonly<Record<string, readonly CommitmentItem[]>>;
  others: readonly CommitmentItem[];
  signatures?: Outline['signatures'];
  lang: Lang;
  at: Date;
  zone: string;
  /** Nobody's name, nothing that is said among the room's members: for readers outside. */
  nameless?: boolean;
}

/** Without what no document may hold: control characters, halves of letters. */
export const writable = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .trim();

/** Writes a plan down in one language; cards in which nothing stands are left out. */
export function outlineOf(facts: OutlineFacts): Outline {
  const { lang, room, at, zone } = facts;
  const say = reading(facts);
  const shown = sectionsWith(facts.sections, facts.cards).map((section) => ({
    title: section.title?.[lang] ?? kindTitle[section.kind][lang],
    cards: cardsIn(facts.cards, facts.sections, section.id).filter(
      (card) => hasWords(card) || (facts.notes?.[card.id]?.length ?? 0) > 0,
    ),
  }));
  const actions = shown.flatMap(({ cards }) => cards.filter(({ kind }) => kind === 'action'));
  return {
    lang,
    title: `${planWords.plan[lang]}${lang === 'fr' ? '\u00a0' : ''}: ${writable(room.name)}`,
    room: writable(room.name),
    institutions: room.institutions.map(({ name, side }) => ({
      label: writable(name),
      value: sideWords[side][lang],
    })),
    at: instantWords(at, zone, lang),
    day: new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(at),
    sections: shown
      .filter(({ cards }) => cards.length > 0)
      .map(({ title, cards }) => ({ title: writable(title), cards: cards.map(say.card) })),
    actions: actions.map(say.action),
    others: facts.others.map(say.promise),
    signatures: facts.signatures ?? null,
  };
}

const hasWords = ({ fields }: Card): boolean => Object.values(fields).some((text) => text.trim() !== '');

/** How the parts of a plan are said. */
function reading({ room, people, cards, notes = {}, commitments, lang, nameless }: OutlineFacts) {
  const institutions = new Map(room.institutions.map(({ id, name }) => [id as string, writable(name)]));
  const names = new Map(nameless ? [] : people.map(({ id, name }) => [id, writable(name)]));
  const titles = new Map(
    cards.map((card) => [card.id, writable(card.fields[cardFields[card.kind][0]] ?? '')]),
  );

  const promise = (item: CommitmentItem) => promiseOf(item, lang, nameless);

  const factsOf = ({ values }: Card, isPromised: boolean): Labelled[] => {
    const { owner = '', institution = '', due, serves = '', priority } = values;
    const found = [
      [planWords.priority[lang], priority && priorityWords[priority as Priority][lang]],
      [planWords.serves[lang], titles.get(serves)],
      [planWords.owner[lang], !isPromised && names.get(owner)],
      [planWords.institution[lang], !isPromised && institutions.get(institution)],
      [planWords.due[lang], !isPromised && due && dayWords(due, lang)],
    ] as const;
    return found.flatMap(([label, value]) => (value ? [{ label, value }] : []));
  };

  function card(one: Card): OutlineCard {
    const [first, ...rest] = cardFields[one.kind] as readonly CardField[];
    const isNote = one.kind === 'note';
    const label = (field: CardField) => (isNote ? '' : fieldWords[one.kind][field]![lang]);
    const promises = (commitments[one.id] ?? []).map(promise);
    return {
      ...{ id: one.id, kind: one.kind, lang: one.lang },
      title: isNote ? '' : titles.get(one.id) || planWords.untitled[lang],
      texts: (isNote ? [first!] : rest).flatMap((field) => {
        const value = writable(one.fields[field] ?? '');
        return value ? [{ label: label(field), value, lang: one.lang }] : [];
      }),
      body: noteForPaper(notes[one.id] ?? []),
      facts: factsOf(one, promises.length > 0),
      promises,
    };
  }

  function action({ id, fields, lang: itsOwn, values }: Card): ActionRow {
    const promised = (commitments[id] ?? []).map(promise)[0];
    const { owner = '', institution = '', due = '' } = values;
    const [title = '', detail = '', indicator = ''] = cardFields.action.map((field) =>
      writable(fields[field] ?? ''),
    );
    return {
      ...{ title, detail, indicator },
      owner: promised?.owner ?? names.get(owner) ?? '',
      institution: promised?.institution ?? institutions.get(institution) ?? '',
      due: promised?.due ?? due,
      state: promised?.state ?? planWords.notPromised[lang],
      lang: itsOwn,
    };
  }
  return { card, action, promise };
}

function promiseOf(item: CommitmentItem, lang: Lang, nameless = false): Promised {
  const { state } = item;
  return {
    text: writable(item.text),
    lang: item.lang,
    state: commitmentWords(nameless && state.kind === 'paused' ? { ...state, reason: '' } : state, lang),
    owner: nameless ? '' : writable(item.owner.name),
    institution: writable(item.institution.name),
    due: item.dueOn,
    report: item.reportOn,
  };
}
