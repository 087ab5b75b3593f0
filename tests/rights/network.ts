import { network, of, ofAnyNetwork, row, signedIn, type Row } from './row.ts';

export const networkRows: Record<string, Row> = {
  // Everybody of the network's institutions, so the outsider to the room too
  'GET /network': row(of(...signedIn)),
  'GET /network/topics': row(of(...signedIn)),
  'POST /network/topics?/add': row(of(...network), ({ networkId }) => ({
    ...{ networkId, nameEn: `Topic ${Math.random()}`, nameFr: 'Thème' },
  })),
  'POST /network/topics?/rename': row(of(...network), ({ topicId }) => ({
    ...{ topicId, nameEn: 'Pharmacy', nameFr: 'Pharmacie' },
  })),
  // In use: who has the right is told so
  'POST /network/topics?/retire': row(of(...network), ({ topicId }) => ({ topicId })),
  'GET /network/plan-templates': row(of(...ofAnyNetwork)),
  'GET /network/plan-templates/[step]': row(of(...ofAnyNetwork)),
  'POST /network/plan-templates/[step]?/change': row(of(...network), ({ networkId }) => ({
    ...{ networkId, 'sections.0.id': '', 'sections.0.kind': 'aim' },
  })),
  'POST /network/plan-templates/[step]?/reset': row(of(...network), ({ networkId }) => ({ networkId })),
  'GET /network/rooms': row(of(...ofAnyNetwork)),
  'GET /network/rooms/new': row(of(...ofAnyNetwork)),
  'POST /network/rooms/new': row(of(...network), ({ networkId, topicId, institutionIds }) => ({
    ...{ networkId, topicId, name: 'A room', lang: 'en' },
    ...{ giverId: institutionIds.gihara, receiverId: institutionIds.muhura },
  })),
};
