import type { CallAccess } from './types.ts';

/** This window's own name: two windows of a person are two participants, a reloaded window is the same one. */
export function deviceName(): string {
  const kept = sessionStorage.getItem('call-device');
  if (kept) return kept;
  const made = crypto.randomUUID();
  sessionStorage.setItem('call-device', made);
  return made;
}

const post = (path: string, body: object): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/** Our server's side of a session's call. */
export function callServer(sessionId: string) {
  const base = `/sessions/${sessionId}/call`;
  const ask = async (path: string, body: object): Promise<void> => {
    const answer = await post(`${base}/${path}`, body);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  };
  return {
    /** A way in; null when there is none for this person (any more). Throws when the server does not answer. */
    async enter(): Promise<CallAccess | null> {
      const answer = await post(`${base}/entries`, { device: deviceName() });
      if ([401, 403, 404].includes(answer.status)) return null;
      if (!answer.ok) throw new Error(`entries: ${answer.status}`);
      return (await answer.json()) as CallAccess;
    },
    /** Tells that this page sees a track; answers how many do. */
    async see(trackSid: string): Promise<number> {
      const answer = await post(`${base}/views`, { trackSid });
      return answer.ok ? ((await answer.json()) as { count: number }).count : 0;
    },
    /** How many see a track now. */
    async seenBy(trackSid: string): Promise<number> {
      const answer = await fetch(`${base}/views?track=${encodeURIComponent(trackSid)}`);
      return answer.ok ? ((await answer.json()) as { count: number }).count : 0;
    },
    raiseHand: (up: boolean) => ask('hands', { up }),
    lowerHand: (personId: string) => ask('hands', { personId }),
    mute: (personId: string) => ask('mutings', { personId }),
    remove: (personId: string) => ask('removals', { personId }),
    nextItem: () => ask('agenda', {}),
    end: () => ask('endings', {}),
  };
}
