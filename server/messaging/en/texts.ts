import type { Language } from '../messages.ts';
import { calendarTexts } from './calendar.ts';
import { accountTexts } from './account.ts';
import { talkTexts } from './talk.ts';

const roles = {
  staff: 'staff',
  co_facilitator: 'co-facilitator',
  facilitator: 'facilitator',
  manager: 'manager',
  observer: 'observer',
  backbone_manager: 'backbone manager',
  administrator: 'administrator',
} as const;
const status = { done: 'Done', on_the_way: 'On the way', stuck: 'Stuck' } as const;

export const en: Language = {
  lang: 'en',
  foot: 'You get this because you are a member of an exchange room on Twinward.',
  colon: ':',
  file: { join: 'Join', room: 'Room', agenda: 'Agenda', due: (text) => `Due: ${text}` },
  texts: {
    ...calendarTexts,
    ...accountTexts,
    ...talkTexts,
    commitment_proposed: (data, { day, signed }) => ({
      subject: `Will you take this on? ${data.text}`,
      lead: `${data.byName} wrote down a commitment for you:`,
      quote: data.text,
      button: { label: 'Look and say yes', href: signed(data.link) },
      after: `To be done by ${day(data.dueOn)}. On ${day(data.reportOn)} we ask you how it went.`,
    }),
    report_due: (data, { signed }) => ({
      subject: `How did it go? ${data.text}`,
      lead: data.promisedTo
        ? `Today you tell ${data.promisedTo} how it went:`
        : 'Today you tell your peers how it went:',
      quote: data.text,
      button: { label: 'Report back', href: signed(data.link) },
      after: 'About 40 seconds, without signing in. “Stuck” is a good answer too: it is how help finds you.',
    }),
    report_late: (data, { day, signed }) => ({
      subject: `Still waiting for your word: ${data.text}`,
      lead: data.promisedTo
        ? `${data.promisedTo} would have liked to hear from you on ${day(data.reportOn)}:`
        : `Your peers would have liked to hear from you on ${day(data.reportOn)}:`,
      quote: data.text,
      button: { label: 'Report back', href: signed(data.link) },
      after: 'One sentence is enough. Without it, it goes on the agenda of your next session.',
    }),
    report_to_hear: (data, { page }) => ({
      subject: `${data.byName} reported back: ${status[data.status].toLowerCase()}`,
      lead: `${data.byName}, ${data.institution}, on “${data.text}”:`,
      quote: `${status[data.status]}. ${data.said}`,
      button: { label: 'Read and answer', href: page(`/commitments/${data.commitmentId}`) },
      after: 'Your institution is the witness of this commitment. A word from you keeps it going.',
    }),
    report_reply: (data, { page }) => ({
      subject: `${data.byName} answered your report`,
      lead: `${data.byName}, ${data.institution}, on “${data.text}”:`,
      quote: data.said,
      button: { label: 'Read it', href: page(`/commitments/${data.commitmentId}`) },
    }),
    plan_sign_waiting: (data, { page }) => ({
      subject: `${data.institution} has signed the plan: ${data.room}`,
      lead: `${data.byName} has signed the plan for ${data.institution}. Your signature makes it the plan of both:`,
      quote: data.room,
      button: { label: 'See what changed, and sign', href: page(`/rooms/${data.roomId}/plan/sign-off`) },
      after: 'Not of one mind yet? Everybody can go on writing; nothing is blocked.',
    }),
    plan_signed: (data, { page }) => ({
      subject: `The plan is signed by all: ${data.room}`,
      lead: `With ${data.byName}, ${data.institution}, everybody has signed the plan:`,
      quote: data.room,
      button: {
        label: 'See the signed plan',
        href: page(`/rooms/${data.roomId}/plan/signed/${data.versionId}`),
      },
      after: 'It is kept as it was signed. The plan itself stays open for writing.',
    }),
    invitation: (data, { day, once }) => ({
      subject: `${data.byName} invites you: ${data.room ?? data.institution}`,
      lead: data.room
        ? `${data.byName} invites you to an exchange room, as ${roles[data.role]} for ${data.institution}:`
        : `${data.byName} invites you to ${data.network}, as ${roles[data.role]} of ${data.institution}:`,
      quote: data.room ?? data.institution,
      button: { label: 'Come in', href: once('/invitations', data.invitationId) },
      after: `The link is for you alone. It works once, until ${day(data.until)}.`,
      foot: `You get this because ${data.byName} invited you by this address. If it is not for you, do nothing.`,
    }),
    join: (data, { once }) => ({
      subject: `Your way in: ${data.place}`,
      lead: 'This address was given to come in here:',
      quote: data.place,
      button: { label: 'Go on', href: once('/invitations/join', data.tokenId) },
      after: 'The link works once, for 24 hours.',
      foot: 'You get this because somebody wrote this address. If it was not you, do nothing: nothing happens.',
    }),
  },
};
