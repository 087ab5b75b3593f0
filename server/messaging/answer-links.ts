import { createHmac, timingSafeEqual } from 'node:crypto';
import { isId } from '#domain/ids.ts';

/** One person's answers about one session. It works as long as the session can be answered. */
export interface AnswerLink {
  sessionId: string;
  personId: string;
}

const MAC = 18;
const BODY = 32;

/** Signs and reads the links of invitations; nothing of them is stored, what they allow is looked at on each use. */
export function createAnswerLinks(secret: string) {
  const mac = (body: Buffer) =>
    createHmac('sha256', secret).update('twinward answer 1').update(body).digest().subarray(0, MAC);
  return {
    sign({ sessionId, personId }: AnswerLink): string {
      const body = Buffer.from((sessionId + personId).replaceAll('-', ''), 'hex');
      return Buffer.concat([body, mac(body)]).toString('base64url');
    },
    /** Null for what we never made. Only the one spelling: a token with stray letters is not ours. */
    read(token: string): AnswerLink | null {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== BODY + MAC || bytes.toString('base64url') !== token) return null;
      const body = bytes.subarray(0, BODY);
      if (!timingSafeEqual(bytes.subarray(BODY), mac(body))) return null;
      const [sessionId, personId] = [uuid(body.subarray(0, 16)), uuid(body.subarray(16))];
      return isId(sessionId) && isId(personId) ? { sessionId, personId } : null;
    },
  };
}

const uuid = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
