import { network, of, row, signedIn, type Row } from './row.ts';

export const networkRows: Record<string, Row> = {
  // Everybody of the network's institutions, so the outsider to the room too
  'GET /network': row(of(...signedIn)),
  'POST /network?/revoke': row(of(...network), ({ invitationId }) => ({ invitationId })),
  'GET /network/topics/new': row(of(...network)),
  'POST /network/topics/new': row(of(...network), ({ networkId }) => ({
    ...{ networkId, nameEn: `Topic ${Math.random()}`, nameFr: 'Thème' },
  })),
  'GET /network/rooms/new': row(of(...network)),
  'POST /network/rooms/new': row(of(...network), ({ networkId, topicId, institutionIds }) => ({
    ...{ networkId, topicId, name: 'A room', lang: 'en' },
    ...{ giverId: institutionIds.gihara, receiverId: institutionIds.muhura },
  })),
  'GET /network/invitations/new': row(of(...network)),
  'POST /network/invitations/new': row(of('administrator'), ({ networkId, institutionIds }) => ({
    ...{ networkId, roomId: '', institutionId: institutionIds.backbone, role: 'backbone_manager' },
  })),
};
