import { all, guestsAre, leaders, network, of, ofAnyNetwork, row, type Row, type Subjects } from './row.ts';

const invitations = '/rooms/[room]/invitations';
const one = ({ invitationId }: Subjects) => ({ invitationId });
/** Co-facilitators through their own institution, facilitators and the network through any. */
const inviters = of(...leaders, ...network);

const at = '/network/institutions/[institution]/invitations';
const speakers = of('co_facilitator', 'manager', ...network);

/** Whoever holds a link may look; this one is forged. */
export const invitationRows: Record<string, Row> = {
  'GET /invitations/[token]': row(all('gone')),
  'POST /invitations/[token]?/new': row(all('gone')),
  'POST /invitations/[token]?/mine': row({ ...all('gone'), ...guestsAre('sign_in'), signed_out: 'sign_in' }),
  'GET /invitations/join/[token]': row(all('gone')),
  'POST /invitations/join/[token]?/new': row(all('gone'), () => ({
    ...{ name: 'Nadia', lang: 'fr', password: 'a few words in a row' },
  })),
  'POST /invitations/join/[token]?/mine': row({
    ...all('gone'),
    ...guestsAre('sign_in'),
    signed_out: 'sign_in',
  }),

  'GET /invitations/[token]/poster': row(all('gone')),

  [`GET ${invitations}`]: row(inviters),
  [`POST ${invitations}?/revoke`]: row(inviters, one),
  [`POST ${invitations}?/renew`]: row(inviters, one),
  [`GET ${invitations}/new`]: row(inviters),
  [`POST ${invitations}/new`]: row(inviters, ({ institutionIds }) => ({
    ...{ way: 'link', institutionId: institutionIds.gihara, role: 'staff', days: '7' },
  })),
  [`GET ${invitations}/list`]: row(inviters),
  [`POST ${invitations}/list?/check`]: row(inviters, ({ institutionIds }) => ({
    ...{ text: 'Nadia', institutionId: institutionIds.gihara, role: 'staff', days: '7', lang: 'fr' },
  })),
  // An institution's own: who speaks for it, and who looks after the network
  [`GET ${at}`]: row(speakers),
  [`POST ${at}?/revoke`]: row(inviters, one),
  // Asked about an invitation to the room: who may renew it there may do so here
  [`POST ${at}?/renew`]: row(inviters, one),
  [`GET ${at}/new`]: row(speakers),
  [`POST ${at}/new`]: row(speakers, () => ({ way: 'link', role: 'staff', days: '7' })),
  'GET /network/invitations': row(of(...ofAnyNetwork)),
  'POST /network/invitations?/revoke': row(inviters, one),
  'POST /network/invitations?/renew': row(inviters, one),
  'GET /network/invitations/new': row(of(...ofAnyNetwork)),
  // Each into their own network; another's institution is refused as a choice
  'POST /network/invitations/new': {
    ...row(of('administrator', 'other_administrator'), ({ institutionIds }) => ({
      ...{ way: 'link', institutionId: institutionIds.backbone, role: 'backbone_manager', days: '7' },
    })),
    choice: true,
  },
  // A list is its maker's, here Théo's, also before others who may invite
  [`POST ${invitations}/list?/confirm`]: row(of('co_facilitator'), ({ listId }) => ({ listId })),
};
