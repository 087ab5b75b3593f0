/** Documents that are left alone for so long after each was added. */
export function createResting(ms: number) {
  const until = new Map<string, number>();
  return {
    add: (documentId: string) => void until.set(documentId, performance.now() + ms),
    has(documentId: string): boolean {
      const end = until.get(documentId) ?? 0;
      if (end <= performance.now()) until.delete(documentId);
      return until.has(documentId);
    },
  };
}

/** Work on each document in turn: one at a time of each. */
export function createTurns() {
  const running = new Map<string, Promise<void>>();
  return {
    /** `work` never rejects. */
    take(documentId: string, work: () => Promise<void>): Promise<void> {
      const before = running.get(documentId) ?? Promise.resolve();
      const mine: Promise<void> = before.then(work).finally(() => {
        if (running.get(documentId) === mine) running.delete(documentId);
      });
      running.set(documentId, mine);
      return mine;
    },
    async over(): Promise<void> {
      await Promise.all(running.values());
    },
  };
}
