import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const MINUTES = 5;
const BODY = 20;

/** Challenges for passkeys that need not be stored: random, dated and signed for one purpose. They work five minutes. */
export function createChallenges(secret: string) {
  const mac = (body: Buffer, purpose: string) =>
    createHmac('sha256', secret)
      .update(`twinward passkey 1 ${purpose}`)
      .update(body)
      .digest()
      .subarray(0, 16);
  return {
    make(purpose: string, now: Date): Uint8Array<ArrayBuffer> {
      const body = Buffer.alloc(BODY);
      randomBytes(16).copy(body);
      body.writeUInt32BE(Math.floor(now.getTime() / 1000) + MINUTES * 60, 16);
      return new Uint8Array(Buffer.concat([body, mac(body, purpose)]));
    },
    isOurs(challenge: string, purpose: string, now: Date): boolean {
      const bytes = Buffer.from(challenge, 'base64url');
      if (bytes.length !== BODY + 16) return false;
      const body = bytes.subarray(0, BODY);
      return (
        timingSafeEqual(bytes.subarray(BODY), mac(body, purpose)) &&
        body.readUInt32BE(16) * 1000 >= now.getTime()
      );
    },
  };
}
