// Copies a page's address where nothing else of ours runs: inside the browser of a chat app.
for (const place of document.querySelectorAll('[data-copy-link]')) {
  place.hidden = false;
  place.querySelector('button').addEventListener('click', async () => {
    const link = place.dataset.copyLink;
    const done = place.querySelector('[role=status]');
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      const field = document.createElement('textarea');
      field.value = link;
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
    done.textContent = place.dataset.copied;
  });
}
