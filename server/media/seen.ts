/** A report counts this long: a page reports every 2 s. */
const countsForMs = 5_000;

/** Who reported decoded frames of whose picture, in memory: it is true for five seconds only. */
export function createSeen() {
  const reports = new Map<string, Map<string, number>>();
  return {
    /** Notes a watcher's report and answers how many watch this track now. */
    report(sessionId: string, trackSid: string, personId: string, now: Date): number {
      const key = `${sessionId} ${trackSid}`;
      const watchers = reports.get(key) ?? new Map<string, number>();
      reports.set(key, watchers.set(personId, now.getTime()));
      return fresh(watchers, now);
    },
    count(sessionId: string, trackSid: string, now: Date): number {
      return fresh(reports.get(`${sessionId} ${trackSid}`), now);
    },
    /** Forgets what nobody watches any more. */
    sweep(now: Date): void {
      for (const [key, watchers] of reports) if (fresh(watchers, now) === 0) reports.delete(key);
    },
  };
}

function fresh(watchers: Map<string, number> | undefined, now: Date): number {
  if (!watchers) return 0;
  for (const [person, at] of watchers) if (now.getTime() - at > countsForMs) watchers.delete(person);
  return watchers.size;
}
