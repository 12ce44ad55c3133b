// Photographs go up in parts: over a line that breaks, what came over stays there. When
// all parts of all files are over, the page is posted without them. Without this script
// the page is posted with the files in it. It stands in for form.js too: one request less.
document.querySelector('[data-focus]')?.focus();
const size = 512 * 1024, tries = 40;
const wait = ms => new Promise(done => setTimeout(done, ms));
const key = file => [...`${file.name} ${file.size} ${file.lastModified}`].reduce((h, c) => (Math.imul(h, 31) + c.codePointAt(0)) >>> 0, 7).toString(16).padStart(16, '0') + '-' + file.size.toString(16);

// put sends one part, again and again while the line is down. It returns what the server
// says; null when it goes on being down.
const put = async (address, headers, body, say) => {
  for (let i = 0; i < tries; i++) {
    const answer = await fetch(address, { method: 'PUT', headers, body, signal: AbortSignal.timeout(60_000) }).catch(() => null);
    if (answer && ![429, 500, 502, 503, 504].includes(answer.status)) return answer;
    say('zonder');
    await wait(Math.min(1000 * 2 ** i, 10_000));
  }
  return null;
};

// send sends one file and returns why it was not taken; an empty text when it was.
const send = async (field, file, say) => {
  const address = field.dataset.delen + key(file);
  let got = 0, body = null;
  for (;;) {
    const headers = { 'X-Naam': encodeURIComponent(file.name), 'X-Grootte': file.size, 'X-Vanaf': got };
    const answer = await put(address, headers, body, say);
    if (!answer || answer.status === 410) return null;
    const told = await answer.json().catch(() => null);
    if (!told) return null;
    if (told.wrong) return told.wrong;
    if (told.done) return '';
    if (!answer.ok && answer.status !== 409) return null;
    got = told.got;
    say('bezig', file.name, Math.floor(100 * got / file.size));
    body = file.slice(got, got + size);
  }
};

for (const form of document.querySelectorAll('form[enctype]')) {
  let busy = false;
  form.addEventListener('submit', async event => {
    const fields = [...form.querySelectorAll('[data-delen]')].filter(f => f.querySelector('input[type=file]')?.files.length);
    if (busy) return event.preventDefault();
    if (!fields.length || event.submitter?.name === 'verwijder') return;
    event.preventDefault();
    busy = true;
    const refused = [], taken = [];
    for (const field of fields) {
      const input = field.querySelector('input[type=file]'), status = field.querySelector('[role=status]');
      const say = (what, name = '', share = 0) => { status.textContent = field.dataset[what].replace('{naam}', () => name).replace('{deel}', share); };
      status.classList.remove('utrecht-form-field-error-message');
      for (const file of [...input.files]) {
        say('bezig', file.name);
        const wrong = await send(field, file, say);
        if (wrong === null) { busy = false; say('mislukt'); return; } // it stays chosen: what came over is there
        if (wrong) refused.push(wrong); else taken.push(field.dataset.gelukt.replace('{naam}', () => file.name));
      }
      input.value = '';
      status.textContent = refused.length ? [...refused, ...taken].map(t => t.replace(/[^.!?]$/, '$&.')).join(' ') : '';
      status.classList.toggle('utrecht-form-field-error-message', refused.length > 0);
    }
    busy = false;
    if (refused.length) { fields[0].querySelector('input[type=file]').focus(); return; }
    const stay = document.createElement('input');
    Object.assign(stay, { type: 'hidden', name: 'gestuurd', value: taken.length });
    form.append(stay);
    form.requestSubmit(event.submitter);
  });
}
