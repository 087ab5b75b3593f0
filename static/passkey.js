// Optional: the sign-in page works without it. Shows the button for passkeys where the browser knows them.
(() => {
  const place = document.querySelector('[data-passkey]');
  if (!place || !window.PublicKeyCredential) return;
  const [button, words] = [place.querySelector('button'), place.querySelector('[data-words]')];
  place.hidden = false;
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    buffer &&
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  const ask = async () => {
    const options = await (await fetch('/sign-in/passkeys')).json();
    const found = await navigator.credentials.get({
      publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: [] },
    });
    const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
    return {
      id: found.id,
      rawId: found.id,
      type: found.type,
      clientExtensionResults: {},
      response: {
        clientDataJSON: text(clientDataJSON),
        authenticatorData: text(authenticatorData),
        signature: text(signature),
        userHandle: text(userHandle),
      },
    };
  };
  button.addEventListener('click', async () => {
    words.textContent = '';
    button.disabled = true;
    try {
      const answer = await fetch('/sign-in/passkeys', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ answer: await ask(), to: place.dataset.passkey }),
      });
      if (!answer.ok) throw new Error('refused');
      location.assign((await answer.json()).to);
    } catch (thrown) {
      button.disabled = false;
      // Who closes the authenticator's window has changed their mind.
      if (thrown.name !== 'NotAllowedError') words.textContent = words.dataset.words;
    }
  });
})();
