import type { TalkMessages } from '../../plan-talk/messages.ts';
import type { Texts } from '../messages.ts';

const about = (title: string) => (title ? `“${title}”` : 'a card of your plan');
const short = (words: string) => (words.length > 400 ? `${words.slice(0, 400).trimEnd()}…` : words);

/** Mails about comments and suggestions on a plan's cards. */
export const talkTexts: Pick<Texts, keyof TalkMessages> = {
  comment_mention: (data, { page }) => ({
    subject: `${data.byName} named you: ${data.title || 'a card of your plan'}`,
    lead: `${data.byName}, ${data.institution}, named you in a comment on ${about(data.title)}:`,
    quote: short(data.said),
    button: {
      label: 'Read and answer',
      href: `${page(`/rooms/${data.roomId}/plan`)}?card=${data.cardId}&thread=${data.threadId}`,
    },
  }),
  comment_reply: (data, { page }) => ({
    subject: `${data.byName} answered: ${data.title || 'a card of your plan'}`,
    lead: `${data.byName}, ${data.institution}, wrote where you take part, on ${about(data.title)}:`,
    quote: short(data.said),
    button: {
      label: 'Read and answer',
      href: `${page(`/rooms/${data.roomId}/plan`)}?card=${data.cardId}&thread=${data.threadId}`,
    },
  }),
  suggestion_decided: (data, { page }) => ({
    subject: data.accepted
      ? `${data.byName} accepted your wording: ${data.title || 'a card of your plan'}`
      : `${data.byName} did not take your wording: ${data.title || 'a card of your plan'}`,
    lead: data.accepted
      ? `${data.byName}, ${data.institution}, accepted the wording that you suggested for ${about(data.title)}:`
      : `${data.byName}, ${data.institution}, kept the present wording of ${about(data.title)}. You had suggested:`,
    quote: short(data.wording),
    ...(data.reason ? { lines: [`The reason: ${data.reason}`] } : {}),
    button: { label: 'Look at the card', href: `${page(`/rooms/${data.roomId}/plan`)}?card=${data.cardId}` },
    ...(data.accepted ? {} : { after: 'You can answer there, or suggest another wording.' }),
  }),
};
