import type { InvitedRole } from '#domain/invitation/invitation.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { CalendarMessages, FileWords } from '../calendar/messages.ts';
import type { EventFile } from '../calendar/event-file.ts';
import type { Answer } from '#domain/calendar/calendar.ts';
import type { TalkMessages } from '../plan-talk/messages.ts';
import type { SignedLink } from './links.ts';

interface Asked {
  text: string;
  reportOn: string;
  link: SignedLink;
}
interface AboutReport {
  byName: string;
  institution: string;
  text: string;
  said: string;
  status: 'done' | 'on_the_way' | 'stuck';
  commitmentId: string;
}

interface AboutSigning {
  byName: string;
  institution: string;
  room: string;
  roomId: string;
  versionId: string;
}

/** Every message of the product with what it needs to be written; each language has a text for each (en/, fr/). */
export interface Messages extends CalendarMessages, TalkMessages {
  commitment_proposed: Asked & { byName: string; dueOn: string };
  report_due: Asked & { promisedTo: string | null };
  report_late: Asked & { promisedTo: string | null; days: number };
  report_to_hear: AboutReport;
  report_reply: { byName: string; institution: string; text: string; said: string; commitmentId: string };
  /** An institution has signed the plan; the reader's is waited for. */
  plan_sign_waiting: AboutSigning;
  /** All have signed. */
  plan_signed: AboutSigning;
  invitation: {
    byName: string;
    role: InvitedRole;
    /** Where it leads: room, institution or network. */
    room: string | null;
    network: string;
    institution: string;
    until: string;
    invitationId: string;
  };
  /** Proves an address, for somebody who wrote it into an invitation's page. */
  join: { place: string; tokenId: string };
  sign_in_link: { tokenId: string };
  password_link: { tokenId: string };
  password_changed: NoData;
  /** To the address so far, and to the new one: both must say yes. */
  address_old: { tokenId: string; address: string };
  address_new: { tokenId: string; name: string };
  address_changed: { address: string };
  passkey_added: { passkey: string };
  second_factor_on: NoData;
  second_factor_off: { byName: string | null };
  account_deleted: { name: string };
}
type NoData = Record<never, never>;
export type TemplateName = keyof Messages;

/** A mail that is read in ten seconds: what it is about, perhaps somebody's words, one button. */
export interface Letter {
  subject: string;
  lead: string;
  /** The commitment, or what somebody said, set apart. */
  quote?: string;
  /** Facts below it, one a line. */
  lines?: readonly string[];
  /** Answers of one tap, before the button. */
  choices?: readonly { label: string; href: string }[];
  button: { label: string; href: string };
  /** Small print below the button. */
  after?: string;
  /** Goes along as a calendar file. */
  calendar?: EventFile;
  /** Why they get this, where the usual line is not true. */
  foot?: string;
}

/** What a text can ask for: days as people say them, and the addresses of pages and signed links. */
export interface Writing {
  day(day: string): string;
  page(path: string): string;
  signed(link: SignedLink): string;
  /** The address at which a person answers whether they come to a session. */
  answering(sessionId: string, personId: string, answer?: Answer): string;
  /** Day and times in the reader's zone, and the session's own times where they differ. */
  when(at: { startsAt: string; minutes: number; zone: string }, zone: string): string;
  /** A page below `path` that a one-time token opens, by the token's id. */
  once(path: string, tokenId: string): string;
}

export type Texts = { [T in TemplateName]: (data: Messages[T], writing: Writing) => Letter };
export interface Language {
  lang: Lang;
  texts: Texts;
  /** The line at the foot of each mail. */
  foot: string;
  /** French has a space before it. */
  colon: string;
  /** Words in calendar files. */
  file: Omit<FileWords, 'colon'> & { due: (text: string) => string };
}
