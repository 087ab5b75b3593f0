import type { TalkMessages } from '../../plan-talk/messages.ts';
import type { Texts } from '../messages.ts';

const about = (title: string) => (title ? `«\u00a0${title}\u00a0»` : 'une carte de votre plan');
const short = (words: string) => (words.length > 400 ? `${words.slice(0, 400).trimEnd()}…` : words);

/** Mails about comments and suggestions on a plan's cards. */
export const talkTexts: Pick<Texts, keyof TalkMessages> = {
  comment_mention: (data, { page }) => ({
    subject: `${data.byName} s’adresse à vous\u00a0: ${data.title || 'une carte de votre plan'}`,
    lead: `${data.byName}, ${data.institution}, vous cite dans un commentaire sur ${about(data.title)}\u00a0:`,
    quote: short(data.said),
    button: {
      label: 'Lire et répondre',
      href: `${page(`/rooms/${data.roomId}/plan`)}?card=${data.cardId}&thread=${data.threadId}`,
    },
  }),
  comment_reply: (data, { page }) => ({
    subject: `${data.byName} a répondu\u00a0: ${data.title || 'une carte de votre plan'}`,
    lead: `${data.byName}, ${data.institution}, a écrit dans un échange auquel vous participez, sur ${about(data.title)}\u00a0:`,
    quote: short(data.said),
    button: {
      label: 'Lire et répondre',
      href: `${page(`/rooms/${data.roomId}/plan`)}?card=${data.cardId}&thread=${data.threadId}`,
    },
  }),
  suggestion_decided: (data, { page }) => ({
    subject: data.accepted
      ? `${data.byName} a accepté votre formulation\u00a0: ${data.title || 'une carte de votre plan'}`
      : `${data.byName} n’a pas repris votre formulation\u00a0: ${data.title || 'une carte de votre plan'}`,
    lead: data.accepted
      ? `${data.byName}, ${data.institution}, a accepté la formulation que vous aviez proposée pour ${about(data.title)}\u00a0:`
      : `${data.byName}, ${data.institution}, garde le texte actuel de ${about(data.title)}. Vous aviez proposé\u00a0:`,
    quote: short(data.wording),
    ...(data.reason ? { lines: [`La raison\u00a0: ${data.reason}`] } : {}),
    button: { label: 'Voir la carte', href: `${page(`/rooms/${data.roomId}/plan`)}?card=${data.cardId}` },
    ...(data.accepted ? {} : { after: 'Vous pouvez y répondre, ou proposer une autre formulation.' }),
  }),
};
