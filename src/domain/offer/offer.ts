import type { InstitutionId, TopicId } from '../ids.ts';
import type { Level } from '../network/network.ts';

/** What an institution says about a topic. */
export const stances = ['can_give', 'wants_to_receive', 'not_now'] as const;
export type Stance = (typeof stances)[number];

/** A topic as one institution has spoken about it; `stance` is null where it has said nothing yet. */
export interface TopicOffer {
  topicId: TopicId;
  topic: string;
  stance: Stance | null;
  /** The figure behind it, in their own words: "stock-outs 12 days a month". */
  figure: string;
  by: string | null;
  at: Date | null;
}

/** One line of the network's offers and needs. */
export interface OfferLine {
  institutionId: InstitutionId;
  institution: string;
  level: Level;
  place: string;
  langs: string[];
  topicId: TopicId;
  topic: string;
  stance: Stance;
  figure: string;
  at: Date;
}

/** A need of an institution, with some who can give it; `more`: others can too. */
export interface Match {
  topicId: TopicId;
  topic: string;
  givers: Pick<OfferLine, 'institutionId' | 'institution' | 'level' | 'place' | 'figure'>[];
  more: boolean;
}
