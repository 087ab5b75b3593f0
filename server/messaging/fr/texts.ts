import type { Language } from '../messages.ts';
import { calendarTexts } from './calendar.ts';
import { accountTexts } from './account.ts';
import { talkTexts } from './talk.ts';

const roles = {
  staff: 'Personnel',
  co_facilitator: 'Co-facilitation',
  facilitator: 'Facilitation',
  manager: 'Direction',
  observer: 'Observation',
  backbone_manager: 'Gestion du réseau',
  administrator: 'Administration',
} as const;
const status = { done: 'C’est fait', on_the_way: 'En cours', stuck: 'Bloqué' } as const;

export const fr: Language = {
  lang: 'fr',
  foot: 'Vous recevez ce message parce que vous êtes membre d’une salle d’échange sur Twinward.',
  colon: '\u00a0:',
  file: {
    join: 'Rejoindre',
    room: 'Salle',
    agenda: 'Ordre du jour',
    due: (text) => `À faire\u00a0: ${text}`,
  },
  texts: {
    ...calendarTexts,
    ...accountTexts,
    ...talkTexts,
    commitment_proposed: (data, { day, signed }) => ({
      subject: `Vous en chargez-vous\u00a0? ${data.text}`,
      lead: `${data.byName} a noté un engagement pour vous\u00a0:`,
      quote: data.text,
      button: { label: 'Voir et accepter', href: signed(data.link) },
      after: `À faire d’ici le ${day(data.dueOn)}. Le ${day(data.reportOn)}, nous vous demanderons où vous en êtes.`,
    }),
    report_due: (data, { signed }) => ({
      subject: `Où en êtes-vous\u00a0? ${data.text}`,
      lead: data.promisedTo
        ? `C’est aujourd’hui que vous racontez à ${data.promisedTo} ce qui s’est passé\u00a0:`
        : 'C’est aujourd’hui que vous racontez à vos pairs ce qui s’est passé\u00a0:',
      quote: data.text,
      button: { label: 'Faire le retour', href: signed(data.link) },
      after:
        'Environ 40 secondes, sans mot de passe. «\u00a0Bloqué\u00a0» est aussi une bonne réponse\u00a0: c’est ainsi que l’aide vous trouve.',
    }),
    report_late: (data, { day, signed }) => ({
      subject: `On attend de vos nouvelles\u00a0: ${data.text}`,
      lead: data.promisedTo
        ? `${data.promisedTo} espérait de vos nouvelles pour le ${day(data.reportOn)}\u00a0:`
        : `Vos pairs espéraient de vos nouvelles pour le ${day(data.reportOn)}\u00a0:`,
      quote: data.text,
      button: { label: 'Faire le retour', href: signed(data.link) },
      after: 'Une phrase suffit. Sinon, le point figurera à l’ordre du jour de votre prochaine séance.',
    }),
    report_to_hear: (data, { page }) => ({
      subject: `${data.byName} a fait son retour\u00a0: ${status[data.status].toLowerCase()}`,
      lead: `${data.byName}, ${data.institution}, au sujet de «\u00a0${data.text}\u00a0»\u00a0:`,
      quote: `${status[data.status]}. ${data.said}`,
      button: { label: 'Lire et répondre', href: page(`/commitments/${data.commitmentId}`) },
      after: 'Votre institution est témoin de cet engagement. Un mot de vous aide à continuer.',
    }),
    report_reply: (data, { page }) => ({
      subject: `${data.byName} a répondu à votre retour`,
      lead: `${data.byName}, ${data.institution}, au sujet de «\u00a0${data.text}\u00a0»\u00a0:`,
      quote: data.said,
      button: { label: 'Lire la réponse', href: page(`/commitments/${data.commitmentId}`) },
    }),
    plan_sign_waiting: (data, { page }) => ({
      subject: `${data.institution} a signé le plan\u00a0: ${data.room}`,
      lead: `${data.byName} a signé le plan pour ${data.institution}. Avec votre signature, il devient le plan de tous\u00a0:`,
      quote: data.room,
      button: { label: 'Voir ce qui a changé, et signer', href: page(`/rooms/${data.roomId}/plan/sign-off`) },
      after: 'Pas encore d’accord\u00a0? Chacun peut continuer à écrire, rien n’est bloqué.',
    }),
    plan_signed: (data, { page }) => ({
      subject: `Le plan est signé par tous\u00a0: ${data.room}`,
      lead: `Avec ${data.byName}, ${data.institution}, tout le monde a signé le plan\u00a0:`,
      quote: data.room,
      button: {
        label: 'Voir le plan signé',
        href: page(`/rooms/${data.roomId}/plan/signed/${data.versionId}`),
      },
      after: 'Il est conservé tel qu’il a été signé. Le plan lui-même reste ouvert.',
    }),
    invitation: (data, { day, once }) => ({
      subject: `${data.byName} vous invite\u00a0: ${data.room ?? data.institution}`,
      lead: data.room
        ? `${data.byName} vous invite dans une salle d’échange (${data.institution}, rôle\u00a0: ${roles[data.role]})\u00a0:`
        : `${data.byName} vous invite dans le réseau ${data.network} (rôle\u00a0: ${roles[data.role]})\u00a0:`,
      quote: data.room ?? data.institution,
      button: { label: 'Entrer', href: once('/invitations', data.invitationId) },
      after: `Ce lien n’est que pour vous. Il fonctionne une seule fois, jusqu’au ${day(data.until)}.`,
      foot: `Vous recevez ce message parce que ${data.byName} vous invite à cette adresse. S’il ne vous concerne pas, ne faites rien.`,
    }),
    join: (data, { once }) => ({
      subject: `Pour entrer\u00a0: ${data.place}`,
      lead: 'Cette adresse a été donnée pour entrer ici\u00a0:',
      quote: data.place,
      button: { label: 'Continuer', href: once('/invitations/join', data.tokenId) },
      after: 'Le lien fonctionne une seule fois, pendant 24 heures.',
      foot: 'Vous recevez ce message parce que quelqu’un a écrit cette adresse. Si ce n’était pas vous, ne faites rien\u00a0: rien ne se passera.',
    }),
  },
};
