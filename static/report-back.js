// Optional: the report page works without it. Keeps what was typed on this phone until it is sent, and makes a photo
// smaller before it costs megabytes.
(() => {
  const key = `report:${location.pathname}`;
  const form = document.querySelector('form[data-keep]');
  if (!form) return;
  const days = 30 * 86_400_000;
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith('report:')) continue;
      const kept = JSON.parse(localStorage.getItem(name) ?? '{}');
      if (!(kept.at > Date.now() - days)) localStorage.removeItem(name);
    }
  } catch {
    return; // A browser that keeps nothing: the form works all the same.
  }
  const fields = () => [...form.elements].filter((one) => one.name && one.type !== 'file');
  const kept = JSON.parse(localStorage.getItem(key) ?? 'null');
  if (kept) {
    for (const field of fields()) {
      const value = kept.values[field.name];
      if (field.type === 'radio') field.checked ||= value === field.value;
      else if (field.type === 'checkbox') field.checked ||= value === true;
      else if (value && (field.type === 'date' || !field.value)) field.value = value;
    }
  }
  const keep = () => {
    const values = {};
    for (const field of fields()) {
      if (field.type === 'radio') {
        if (field.checked) values[field.name] = field.value;
      } else values[field.name] = field.type === 'checkbox' ? field.checked : field.value;
    }
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
  };
  form.addEventListener('input', keep);
  form.querySelector('[data-kept]').hidden = false;

  const photo = form.elements.photo;
  photo.addEventListener('change', async () => {
    const [file] = photo.files;
    const words = form.querySelector('[data-ready]');
    if (!file) return;
    words.textContent = words.dataset.ready;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, 1280 / Math.max(picture.width, picture.height));
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      const small = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.75));
      if (!small || small.size >= file.size) return;
      const list = new DataTransfer();
      list.items.add(new File([small], 'photo.jpg', { type: 'image/jpeg' }));
      photo.files = list.files;
    } catch {
      // A picture this browser cannot draw goes as it is; the server says when it cannot either.
    }
  });
})();
