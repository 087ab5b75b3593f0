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
  'This is about your sign-in at Twinward. We never ask for your password or PIN by mail or telephone.';
const notYou = 'Was it not you? Choose a new password at once, and look at where you are signed in.';

/** Mails about signing in and one's own account. */
export const accountTexts: Pick<Texts, Account> = {
  sign_in_link: (data, { once }) => ({
    subject: 'Your link to come in',
    lead: 'Press the button and you are in. It works once, for 20 minutes.',
    button: { label: 'Come in', href: once('/sign-in/links', data.tokenId) },
    after: 'You did not ask for it? Then do nothing: without this mail nobody comes in.',
    foot,
  }),
  password_link: (data, { once }) => ({
    subject: 'Choose a new password',
    lead: 'With this button you choose a new password. It works once, for 20 minutes.',
    button: { label: 'Choose a new password', href: once('/sign-in/passwords', data.tokenId) },
    after: 'You did not ask for it? Then do nothing: your password stays as it is.',
    foot,
  }),
  password_changed: (_, { page }) => ({
    subject: 'Your password was changed',
    lead: 'Your password was changed. Other devices were signed out.',
    button: { label: 'See where I am signed in', href: page('/me') },
    after: notYou,
    foot,
  }),
  address_old: (data, { once }) => ({
    subject: 'Do you move to another e-mail address?',
    lead: 'Somebody who is signed in as you wants to use this address from now on:',
    quote: data.address,
    button: { label: 'Say yes or no', href: once('/sign-in/addresses/old', data.tokenId) },
    after:
      'It changes only when both addresses said yes. Was it not you? Then say no, and choose a new password.',
    foot,
  }),
  address_new: (data, { once }) => ({
    subject: 'Is this your e-mail address?',
    lead: `${data.name} wants to sign in at Twinward with this address.`,
    button: { label: 'Yes, this is mine', href: once('/sign-in/addresses/new', data.tokenId) },
    after: 'The link works for two days. You do not know what this is about? Then do nothing.',
    foot,
  }),
  address_changed: (data, { page }) => ({
    subject: 'Your e-mail address was changed',
    lead: 'From now on you sign in with:',
    quote: data.address,
    button: { label: 'Look at my account', href: page('/me') },
    foot,
  }),
  passkey_added: (data, { page }) => ({
    subject: 'A passkey was added',
    lead: `You can now sign in with the passkey “${data.passkey}”.`,
    button: { label: 'See my passkeys', href: page('/me/passkeys') },
    after: 'Was it not you? Remove it there, and choose a new password.',
    foot,
  }),
  second_factor_on: (_, { page }) => ({
    subject: 'Signing in now takes a second step',
    lead: 'After your password we ask for a code of your authenticator. Keep the ten codes on paper in a safe place.',
    button: { label: 'Look at my account', href: page('/me/second-factor') },
    after: notYou,
    foot,
  }),
  second_factor_off: (data, { page }) => ({
    subject: 'Signing in takes no second step any more',
    lead: data.byName
      ? `${data.byName} took the second step off your sign-in, because you could not get in.`
      : 'You turned the second step off.',
    button: { label: 'Look at my account', href: page('/me/second-factor') },
    after: notYou,
    foot,
  }),
  account_deleted: (data, { page }) => ({
    subject: 'Your account is deleted',
    lead: `Goodbye, ${data.name}. Your name, address and sign-ins are erased. What you promised stays in the rooms, under your role.`,
    button: { label: 'Twinward', href: page('/sign-in') },
    foot: 'This was the last mail to this address.',
  }),
};
