// Loaded before each candidate: says over the channel to its parent what it holds, after a collection of garbage.
process.on('message', (asked) => {
  if (asked !== 'memory') return;
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ live: heapUsed + external, resident: rss });
});
// The channel alone must not keep it alive.
process.channel?.unref();
// A bench that was broken off leaves no server running.
process.on('disconnect', () => process.exit());
