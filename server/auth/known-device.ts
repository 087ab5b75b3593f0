import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a browser remembers of who has signed in on it; of a shared phone the last few people. */
interface Known {
  device: string;
  people: string[];
}
const most = 12;

/**
 * A signed cookie by which a device is recognised on which somebody has signed in before. It opens nothing: it only
 * keeps the honest from being locked out by others' wrong tries.
 */
export function createKnownDevices(secret: string) {
  const mac = (body: string) =>
    createHmac('sha256', secret).update('twinward device 1').update(body).digest('base64url');
  const read = (cookie: string | undefined): Known | null => {
    const [body = '', signed = ''] = (cookie ?? '').split('.');
    const right = Buffer.from(mac(body));
    const given = Buffer.from(signed);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    return JSON.parse(Buffer.from(body, 'base64url').toString()) as Known;
  };
  return {
    /** The device's own key for this person, when they have signed in on it before. */
    keyFor(cookie: string | undefined, personId: string): string | null {
      const known = read(cookie);
      return known?.people.includes(personId) ? `${known.device}:${personId}` : null;
    },
    /** The cookie after `personId` has signed in. */
    add(cookie: string | undefined, personId: string): string {
      const known = read(cookie) ?? { device: randomBytes(12).toString('base64url'), people: [] };
      const people = [personId, ...known.people.filter((id) => id !== personId)].slice(0, most);
      const body = Buffer.from(JSON.stringify({ device: known.device, people })).toString('base64url');
      return `${body}.${mac(body)}`;
    },
  };
}
export type KnownDevices = ReturnType<typeof createKnownDevices>;
