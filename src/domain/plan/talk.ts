import type {
  InstitutionId,
  PersonId,
  PlanCommentId,
  PlanSuggestionId,
  PlanThreadId,
  SessionId,
} from '../ids.ts';
import type { Lang } from '../person/lang.ts';
import { cardFields, type CardField, type CardKind } from './card.ts';
import type { SuggestionAbilities, ThreadAbilities } from './talk-abilities.ts';

/** So long a comment may be, in characters; what it quotes, and a reason. */
export const longestComment = 4000;
export const longestQuote = 300;
export const longestReason = 1000;
/** As long as a field itself can be written. */
export const longestWording = 20_000;
/** So many threads may be open on a card, comments stand in a thread, and suggestions wait on a card. */
export const mostOnCard = 200;
/** So many of what is settled are shown with a card, the latest. */
export const settledShown = 20;

/** Somebody who said something, in the institution through which they said it. Instants are ISO strings. */
export interface Speaker {
  id: PersonId;
  name: string;
  institutionId: InstitutionId;
}

export interface Comment {
  id: PlanCommentId;
  by: Speaker;
  text: string;
  lang: Lang;
  at: string;
  changedAt: string | null;
  /** Its author took it away after it was answered: no words are left. */
  takenAway: boolean;
}

/** Where a thread goes: onto a session's agenda, or to the next one that is planned (`session` null). */
export interface Carried {
  byName: string;
  at: string;
  session: { id: SessionId; title: string; startsAt: string; zone: string } | null;
}

export interface Thread {
  id: PlanThreadId;
  /** Null: about the card as a whole. */
  field: CardField | null;
  quote: string;
  comments: Comment[];
  resolved: { byName: string; at: string } | null;
  /** Who opened it again last, when it is open. */
  reopened: { byName: string; at: string } | null;
  carried: Carried | null;
  abilities: ThreadAbilities;
}

export const decisions = ['accepted', 'declined', 'withdrawn'] as const;
export type Decision = (typeof decisions)[number];

export interface Suggestion {
  id: PlanSuggestionId;
  field: CardField;
  /** The wording when it was suggested, and the other one. */
  before: string;
  after: string;
  reason: string;
  lang: Lang;
  by: Speaker;
  at: string;
  decided: { decision: Decision; byName: string; at: string; reason: string } | null;
  abilities: SuggestionAbilities;
}

/** What is said about one card. */
export interface CardTalk {
  cardId: string;
  threads: Thread[];
  suggestions: Suggestion[];
}

/** What is open on a card: comments of open threads, those threads, suggestions. */
export interface TalkCount {
  comments: number;
  threads: number;
  suggestions: number;
}

export const isFieldOf = (kind: CardKind, field: string): field is CardField =>
  (cardFields[kind] as readonly string[]).includes(field);

/** Who is named in a text, "@" before their whole name; of names that begin alike the longest. */
export function mentionedIn<P extends { id: string; name: string }>(text: string, people: readonly P[]): P[] {
  const spelt = (words: string) => words.normalize('NFC').toLocaleLowerCase('en').replaceAll(/\s+/g, ' ');
  const words = spelt(text);
  const found = new Set<P>();
  for (let at = words.indexOf('@'); at >= 0; at = words.indexOf('@', at + 1)) {
    const rest = words.slice(at + 1);
    const named = people.filter(({ name }) => begins(rest, spelt(name)));
    const longest = Math.max(0, ...named.map(({ name }) => name.length));
    for (const person of named) if (person.name.length === longest) found.add(person);
  }
  return [...found];
}

const begins = (rest: string, name: string): boolean =>
  name !== '' && rest.startsWith(name) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length));

/** A comment that names the reader, and waits for what they say. */
export interface SaidToYou {
  id: string;
  text: string;
  lang: string;
  at: Date;
  by: string;
  roomId: string;
  room: string;
  cardId: string;
}
