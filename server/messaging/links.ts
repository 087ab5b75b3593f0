import { createHmac, timingSafeEqual } from 'node:crypto';
import { isId } from '#domain/ids.ts';
import { createAnswerLinks } from './answer-links.ts';
import { tokenOfId } from '../auth/account-token.ts';

export const linkKinds = ['report', 'accept'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** What a signed link lets its holder do, once: for one commitment, by one owner, for one report date. */
export interface SignedLink {
  kind: LinkKind;
  commitmentId: string;
  ownerId: string;
  reportOn: string;
}
export type ReadLink = { state: 'forged' } | ({ state: 'good' | 'expired' } & SignedLink);

const DAYS = 30;
const MAC = 18;
const BODY = 41;
const EPOCH_DAY = 86_400_000;

/** Signs and reads links by HMAC; nothing of them is stored. 79 letters, so that a chat app does not break them. */
export function createLinks(secret: string) {
  const mac = (body: Buffer) =>
    createHmac('sha256', secret).update('twinward link 1').update(body).digest().subarray(0, MAC);
  return {
    answers: createAnswerLinks(secret),
    /** A token that works for 30 days from `at`. */
    sign(link: SignedLink, at: Date): string {
      const body = Buffer.alloc(BODY);
      body.writeUInt8(linkKinds.indexOf(link.kind), 0);
      body.write(link.commitmentId.replaceAll('-', ''), 1, 'hex');
      body.write(link.ownerId.replaceAll('-', ''), 17, 'hex');
      body.writeUInt32BE(Date.parse(`${link.reportOn}T00:00:00Z`) / EPOCH_DAY, 33);
      body.writeUInt32BE(Math.floor(at.getTime() / 1000) + DAYS * 86_400, 37);
      return Buffer.concat([body, mac(body)]).toString('base64url');
    },
    /** The one-time token of a row of `account_token`. */
    once: (tokenId: string): string => tokenOfId(secret, tokenId),
    /** What a token says, whether it still works, or that we never made it. */
    read(token: string, now: Date): ReadLink {
      const bytes = Buffer.from(token, 'base64url');
      // Only the one spelling: a token with stray letters is not ours.
      if (bytes.length !== BODY + MAC || bytes.toString('base64url') !== token) return { state: 'forged' };
      const body = bytes.subarray(0, BODY);
      if (!timingSafeEqual(bytes.subarray(BODY), mac(body))) return { state: 'forged' };
      const kind = linkKinds[body.readUInt8(0)];
      const commitmentId = uuid(body.subarray(1, 17));
      const ownerId = uuid(body.subarray(17, 33));
      if (!kind || !isId(commitmentId) || !isId(ownerId)) return { state: 'forged' };
      const reportOn = new Date(body.readUInt32BE(33) * EPOCH_DAY).toISOString().slice(0, 10);
      const state = body.readUInt32BE(37) * 1000 < now.getTime() ? 'expired' : 'good';
      return { state, kind, commitmentId, ownerId, reportOn };
    },
  };
}
export type Links = ReturnType<typeof createLinks>;

const uuid = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
