/** Who said something about which card of a plan; the mail leads to the thread. */
interface SaidAbout {
  byName: string;
  institution: string;
  /** What the card is called, '' when it has no words yet. */
  title: string;
  said: string;
  roomId: string;
  cardId: string;
  threadId: string;
}

/** The mails about comments and suggestions. */
export interface TalkMessages {
  comment_mention: SaidAbout;
  comment_reply: SaidAbout;
  suggestion_decided: {
    byName: string;
    institution: string;
    title: string;
    wording: string;
    accepted: boolean;
    reason: string;
    roomId: string;
    cardId: string;
  };
}
export type TalkTemplate = keyof TalkMessages;
