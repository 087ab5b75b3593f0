export type Sent = 'sent' | 'not-now' | 'error_image_unreadable' | 'error_image_too_large' | 'refused';

/** Sends a picture's bytes; the same picture may be sent again. `progress`: the part that has left. Never rejects. */
export function sendPicture(
  address: string,
  blob: Blob,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<Sent> {
  return new Promise((done) => {
    // fetch does not say how far an upload is.
    const request = new XMLHttpRequest();
    request.open('PUT', address);
    request.setRequestHeader('content-type', 'image/jpeg');
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onload = () => done(answerOf(request));
    request.onerror = request.onabort = request.ontimeout = () => done('not-now');
    signal.addEventListener('abort', () => request.abort());
    request.send(blob);
  });
}

function answerOf({ status, responseText }: XMLHttpRequest): Sent {
  const said = parsed(responseText);
  // Signed out: another page answers, or a hotel's.
  if (status === 200 && typeof said.image === 'string') return 'sent';
  if (status === 413) return 'error_image_too_large';
  if (status === 422)
    return said.why === 'error_image_too_large' ? 'error_image_too_large' : 'error_image_unreadable';
  return [403, 404, 409].includes(status) ? 'refused' : 'not-now';
}

function parsed(text: string): { image?: unknown; why?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}
