import type { Texts } from '../messages.ts';

type Account =
  | 'sign_in_link'
  | 'password_link'
  | 'password_changed'
  | 'address_old'
  | 'address_new'
  | 'address_changed'
  | 'passkey_added'
  | 'second_factor_on'
  | 'second_factor_off'
  | 'account_deleted';

const foot =
  'Ce message concerne votre connexion à Twinward. Nous ne demandons jamais votre mot de passe ni votre code PIN par e-mail ou par téléphone.';
const notYou =
  'Ce n’était pas vous\u00a0? Choisissez tout de suite un nouveau mot de passe et regardez où vous êtes connecté.';

/** Mails about signing in and one's own account. */
export const accountTexts: Pick<Texts, Account> = {
  sign_in_link: (data, { once }) => ({
    subject: 'Votre lien pour entrer',
    lead: 'Appuyez sur le bouton et vous y êtes. Il fonctionne une seule fois, pendant 20 minutes.',
    button: { label: 'Entrer', href: once('/sign-in/links', data.tokenId) },
    after: 'Vous n’avez rien demandé\u00a0? Ne faites rien\u00a0: sans ce message, personne n’entre.',
    foot,
  }),
  password_link: (data, { once }) => ({
    subject: 'Choisissez un nouveau mot de passe',
    lead: 'Avec ce bouton, vous choisissez un nouveau mot de passe. Il fonctionne une seule fois, pendant 20 minutes.',
    button: { label: 'Choisir un nouveau mot de passe', href: once('/sign-in/passwords', data.tokenId) },
    after: 'Vous n’avez rien demandé\u00a0? Ne faites rien\u00a0: votre mot de passe reste le même.',
    foot,
  }),
  password_changed: (_, { page }) => ({
    subject: 'Votre mot de passe a été changé',
    lead: 'Votre mot de passe a été changé. Les autres appareils ont été déconnectés.',
    button: { label: 'Voir où je suis connecté', href: page('/me') },
    after: notYou,
    foot,
  }),
  address_old: (data, { once }) => ({
    subject: 'Changez-vous d’adresse e-mail\u00a0?',
    lead: 'Quelqu’un qui est connecté à votre nom veut désormais utiliser cette adresse\u00a0:',
    quote: data.address,
    button: { label: 'Répondre oui ou non', href: once('/sign-in/addresses/old', data.tokenId) },
    after:
      'Elle ne change que si les deux adresses ont dit oui. Ce n’était pas vous\u00a0? Dites non et choisissez un nouveau mot de passe.',
    foot,
  }),
  address_new: (data, { once }) => ({
    subject: 'Est-ce bien votre adresse e-mail\u00a0?',
    lead: `${data.name} veut se connecter à Twinward avec cette adresse.`,
    button: { label: 'Oui, c’est la mienne', href: once('/sign-in/addresses/new', data.tokenId) },
    after:
      'Le lien fonctionne pendant deux jours. Vous ne savez pas de quoi il s’agit\u00a0? Ne faites rien.',
    foot,
  }),
  address_changed: (data, { page }) => ({
    subject: 'Votre adresse e-mail a été changée',
    lead: 'Désormais, vous vous connectez avec\u00a0:',
    quote: data.address,
    button: { label: 'Voir mon compte', href: page('/me') },
    foot,
  }),
  passkey_added: (data, { page }) => ({
    subject: 'Une clé d’accès a été ajoutée',
    lead: `Vous pouvez maintenant vous connecter avec la clé d’accès «\u00a0${data.passkey}\u00a0».`,
    button: { label: 'Voir mes clés d’accès', href: page('/me/passkeys') },
    after: 'Ce n’était pas vous\u00a0? Retirez-la et choisissez un nouveau mot de passe.',
    foot,
  }),
  second_factor_on: (_, { page }) => ({
    subject: 'Votre connexion se fait maintenant en deux étapes',
    lead: 'Après votre mot de passe, nous demandons un code de votre application. Gardez les dix codes de secours en lieu sûr.',
    button: { label: 'Voir mon compte', href: page('/me/second-factor') },
    after: notYou,
    foot,
  }),
  second_factor_off: (data, { page }) => ({
    subject: 'Votre connexion se fait de nouveau en une étape',
    lead: data.byName
      ? `${data.byName} a retiré la deuxième étape de votre connexion, parce que vous ne pouviez plus entrer.`
      : 'Vous avez retiré la deuxième étape.',
    button: { label: 'Voir mon compte', href: page('/me/second-factor') },
    after: notYou,
    foot,
  }),
  account_deleted: (data, { page }) => ({
    subject: 'Votre compte est supprimé',
    lead: `Au revoir, ${data.name}. Votre nom, votre adresse et vos connexions sont effacés. Ce que vous avez promis reste dans les salles, sous votre fonction.`,
    button: { label: 'Twinward', href: page('/sign-in') },
    foot: 'C’était le dernier message à cette adresse.',
  }),
};
