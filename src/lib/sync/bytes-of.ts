/** A line that brings nothing for so long is not waited for. */
const longestPauseMs = 4_000;

/** What stands at an address. Rejects when it is refused, when nothing comes for `pauseMs`, and when `end` is aborted. */
export async function bytesOf(
  address: string,
  end: AbortSignal,
  pauseMs = longestPauseMs,
): Promise<Uint8Array> {
  const asking = new AbortController();
  const stop = () => asking.abort();
  end.addEventListener('abort', stop);
  let timer = setTimeout(stop, pauseMs);
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok || !answer.body) throw new Error(`answered with ${answer.status}`);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const reader = answer.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      clearTimeout(timer);
      timer = setTimeout(stop, pauseMs);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  } finally {
    clearTimeout(timer);
    end.removeEventListener('abort', stop);
  }
}
