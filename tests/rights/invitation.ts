import { all, row, type Row } from './row.ts';

/** Whoever holds a link may look; this one is forged. */
export const invitationRows: Record<string, Row> = {
  'GET /invitations/[token]': row(all('gone')),
  'POST /invitations/[token]?/new': row(all('gone')),
  'POST /invitations/[token]?/mine': row({ ...all('gone'), signed_out: 'sign_in' }),
  'GET /invitations/join/[token]': row(all('gone')),
  'POST /invitations/join/[token]?/new': row(all('gone'), () => ({
    ...{ name: 'Nadia', lang: 'fr', password: 'a few words in a row' },
  })),
  'POST /invitations/join/[token]?/mine': row({ ...all('gone'), signed_out: 'sign_in' }),
};
