/** A file as an answer that the browser keeps; never in a cache, it may hold addresses. */
export function download(file: { bytes: Uint8Array; type: string }, name: string): Response {
  return new Response(new Uint8Array(file.bytes), {
    headers: {
      'content-type': file.type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}

/** What was asked for; CSV when nothing was. */
export const formatOf = (asked: string | null): 'csv' | 'xlsx' => (asked === 'xlsx' ? 'xlsx' : 'csv');
