import type { CommitmentState } from '../commitment/commitment.ts';
import type { Lang } from '../person/lang.ts';
import type { Side } from '../room/room.ts';
import type { CardField, CardKind, Priority } from './card.ts';

/**
 * What a plan's parts are called outside the interface: in documents, tables and links that are in a language of their own, whatever
 * the reader's is. The words are those of the pages (plan-words.test.ts).
 */
export type Words = Readonly<Record<Lang, string>>;
const say = (en: string, fr: string): Words => ({ en, fr });

export const kindTitle: Record<CardKind, Words> = {
  aim: say('Aim', 'Objectif'),
  gap: say('Gaps', 'Écarts'),
  driver: say('Drivers', 'Leviers'),
  idea: say('Change ideas', 'Idées de changement'),
  action: say('Actions', 'Actions'),
  note: say('Notes', 'Notes'),
};

export const fieldWords: { [K in CardKind]: Partial<Record<CardField, Words>> } = {
  aim: {
    text: say('What will be better, and for whom', 'Ce qui ira mieux, et pour qui'),
    how_good: say('How good', 'À quel niveau'),
    by_when: say('By when', 'Pour quand'),
    for_whom: say('For whom', 'Pour qui'),
    measured_by: say('Measured by', 'Mesuré par'),
  },
  gap: {
    text: say('The gap', 'L’écart'),
    from: say('Today', 'Aujourd’hui'),
    to: say('Wanted', 'Souhaité'),
    why: say('Why it is so', 'Pourquoi c’est ainsi'),
  },
  driver: {
    title: say('Driver', 'Levier'),
    meaning: say('Why it matters here', 'Pourquoi il compte ici'),
  },
  idea: { title: say('Idea', 'Idée'), meaning: say('What it means here', 'Ce que cela veut dire ici') },
  action: {
    title: say('Action', 'Action'),
    detail: say('How, where, with what', 'Comment, où, avec quoi'),
    indicator: say('How we will see it', 'À quoi nous le verrons'),
  },
  note: { text: say('Note', 'Note') },
};

export const priorityWords: Record<Priority, Words> = {
  high: say('high', 'haute'),
  medium: say('medium', 'moyenne'),
  low: say('low', 'basse'),
};

export const sideWords: Record<Side, Words> = {
  giver: say('gives', 'donne'),
  receiver: say('receives', 'reçoit'),
  backbone: say('accompanies', 'accompagne'),
};

export const planWords = {
  plan: say('Action plan', 'Plan d’action'),
  priority: say('Priority', 'Priorité'),
  serves: say('Serves', 'Au service de'),
  institution: say('Institution', 'Institution'),
  owner: say('Owner', 'Responsable'),
  due: say('Due', 'Échéance'),
  report: say('Report-back', 'Retour'),
  state: say('State', 'État'),
  commitment: say('Commitment', 'Engagement'),
  commitments: say('Commitments', 'Engagements'),
  others: say('Promised too in this room', 'Promis aussi dans cette salle'),
  table: say('Table of actions', 'Tableau des actions'),
  signatures: say('Signatures', 'Signatures'),
  untitled: say('Nothing written yet', 'Rien d’écrit encore'),
  empty: say('Nothing is written in this plan yet.', 'Rien n’est encore écrit dans ce plan.'),
  notPromised: say('not promised yet', 'pas encore promis'),
  asOf: say('As it stood on', 'Tel qu’il était le'),
  picture: say('Picture', 'Image'),
  lostLetters: say(
    'Some signs of this plan (an emoji, another alphabet) are not in the letters of this file: ◊ stands for them, and a letter may lack its accent. The Word file has them all.',
    'Certains signes de ce plan (un emoji, un autre alphabet) n’existent pas dans la police de ce fichier\u00a0: ◊ les remplace, et il peut manquer un accent sur une lettre. Le fichier Word les contient tous.',
  ),
  page: say('Page', 'Page'),
  of: say('of', 'sur'),
} satisfies Record<string, Words>;
export type PlanWord = keyof typeof planWords;

const tags: Record<Lang, string> = { en: 'en-GB', fr: 'fr-FR' };

/** A day ('YYYY-MM-DD') in full: "15 December 2026", « 1er mars 2027 ». */
export const dayWords = (day: string, lang: Lang): string =>
  inFrench(lang, format(new Date(`${day}T00:00:00Z`), lang, 'UTC', 'long'));

/** … and in a narrow column: "15 Dec 2026", « 15 déc. 2026 ». */
export const shortDayWords = (day: string, lang: Lang): string =>
  inFrench(lang, format(new Date(`${day}T00:00:00Z`), lang, 'UTC', 'short'));

/** An instant in a zone: "23 November 2026, 20:15". */
export function instantWords(at: Date, zone: string, lang: Lang): string {
  const time = new Intl.DateTimeFormat(tags[lang], { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  return `${inFrench(lang, format(at, lang, zone, 'long'))}${lang === 'fr' ? ' à ' : ', '}${time.format(at)}`;
}

const format = (at: Date, lang: Lang, timeZone: string, month: 'long' | 'short'): string =>
  new Intl.DateTimeFormat(tags[lang], { timeZone, day: 'numeric', month, year: 'numeric' }).format(at);

const inFrench = (lang: Lang, words: string): string =>
  lang === 'fr' ? words.replace(/^1(?=\s)/u, '1er') : words;

const french = (lang: Lang, sign: string): string => (lang === 'fr' ? `\u00a0${sign}` : sign);
/** A label and what follows it: "Due: 3 May", « Échéance : 3 mai ». */
export const colon = (lang: Lang): string => `${french(lang, ':')} `;

/** Where a commitment stands, with its date: a document is read later than it was made. */
export function commitmentWords(state: CommitmentState, lang: Lang): string {
  const en = lang === 'en';
  switch (state.kind) {
    case 'heard':
      return en ? 'done, heard' : 'fait, entendu';
    case 'done':
      return en ? 'done' : 'fait';
    case 'paused': {
      const why = state.reason.trim();
      return `${en ? 'paused' : 'suspendu'}${why ? `${colon(lang)}${why}` : ''}`;
    }
    case 'late':
    case 'due':
    case 'open':
    case 'proposed':
    case 'reported':
      return running(state, shortDayWords(state.reportOn, lang), en);
  }
}

function running(
  state: Exclude<CommitmentState, { kind: 'heard' | 'done' | 'paused' }>,
  day: string,
  en: boolean,
): string {
  switch (state.kind) {
    case 'late':
      return en ? `late, report expected on ${day}` : `en retard, retour attendu le ${day}`;
    case 'due':
      return en ? `report due on ${day}` : `retour prévu le ${day}`;
    case 'proposed':
      return en ? `proposed, report on ${day}` : `proposé, retour le ${day}`;
    case 'open':
      return en ? `promised, report on ${day}` : `promis, retour le ${day}`;
    case 'reported':
      if (state.status === 'stuck')
        return en ? `stuck, next report on ${day}` : `bloqué, prochain retour le ${day}`;
      return en ? `under way, next report on ${day}` : `en cours, prochain retour le ${day}`;
  }
}
