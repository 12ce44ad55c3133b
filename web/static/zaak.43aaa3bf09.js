// Progressive extra for the desks: keys, the box of the focused field, and saving
// while somebody works. Everything also works without.
const form = document.getElementById('velden');
const inText = el => el.closest('input:not([type=checkbox],[type=radio]),textarea,select');

// light shows where on the page the focused field was read.
const light = el => {
  document.querySelectorAll('.pk-box--actief').forEach(b => b.classList.remove('pk-box--actief'));
  const id = el.closest('[data-box]')?.dataset.box, box = id && document.getElementById(id);
  if (!box) return;
  box.classList.add('pk-box--actief');
  const viewer = document.querySelector('.pk-viewer'), b = box.getBoundingClientRect(), v = viewer.getBoundingClientRect();
  viewer.scrollTop += b.top - v.top - v.height / 3;
};

// send saves one field; the page says it when that did not work.
const send = async row => {
  const data = new URLSearchParams(), input = row.querySelector('input[maxlength]'), seen = row.querySelector('[name=gezien]');
  data.set('versie', form.elements.versie.value);
  data.set(input.name, input.value);
  if (seen?.checked) data.set('gezien', seen.value);
  let saved = false;
  try {
    const answer = await fetch(form.dataset.veld, { method: 'POST', body: data, keepalive: true, redirect: 'error' });
    saved = answer.status === 204;
  } catch { /* no connection, or the session is over */ }
  if (!saved && !leaving) document.getElementById('stand').textContent = form.dataset.mislukt;
};
let leaving = false;

// A reason to look lights the words that it is about.
const reasons = document.querySelector('.pk-twijfels');
for (const on of ['focusin', 'pointerover']) reasons?.addEventListener(on, e => { if (e.target.closest('[data-box]')) light(e.target); });

if (form) {
  const doubts = () => [...form.querySelectorAll('[data-level=laag] input[maxlength],[data-level=midden] input[maxlength]')];
  const approve = form.querySelector('[data-goed]');
  const state = row => row.querySelector('input[maxlength]').value + '|' + !!row.querySelector('[name=gezien]')?.checked;
  const kept = new Map([...form.querySelectorAll('.pk-veld')].map(row => [row, state(row)]));
  form.addEventListener('submit', () => { leaving = true; });
  // A field counts as looked at when somebody went to it or touched it, and left
  // it again. The focus that this script sets by itself is no look.
  const touched = new Set();
  const touch = e => { const row = e.target.closest('.pk-veld'); if (row && !e.ctrlKey) touched.add(row); };
  const look = row => {
    const seen = touched.has(row) && row.querySelector('[name=gezien]');
    if (seen && !seen.dataset.hand) seen.checked = true;
  };
  let ours = false;
  form.addEventListener('focusin', e => { light(e.target); if (!ours) touch(e); });
  form.addEventListener('keydown', touch, true);
  form.addEventListener('pointerdown', touch);
  form.addEventListener('change', e => { if (e.target.name === 'gezien') e.target.dataset.hand = 'ja'; });
  form.addEventListener('focusout', e => {
    const row = e.target.closest('.pk-veld');
    if (!row || row.contains(e.relatedTarget)) return;
    if (e.target.matches('input[maxlength]')) look(row);
    if (kept.get(row) === state(row)) return;
    kept.set(row, state(row));
    send(row);
  });
  document.addEventListener('keydown', e => {
    if (e.key === 'Enter' && e.ctrlKey) { e.preventDefault(); form.requestSubmit(approve); }
  });
  form.addEventListener('keydown', e => {
    if (e.ctrlKey || !e.target.matches('input[maxlength]')) return;
    if (e.key === 'Enter') {
      e.preventDefault();
      const all = [...form.querySelectorAll('input[maxlength]')], here = all.indexOf(e.target);
      const next = doubts().find(d => all.indexOf(d) > here) || approve;
      next.focus();
      next.select?.();
    }
  });
  const first = doubts()[0];
  if (first && !location.hash && !document.querySelector('[data-focus]')) {
    ours = true;
    first.focus({ preventScroll: true });
    first.select();
    ours = false;
  }
} else if (!document.querySelector('[data-focus]')) {
  document.querySelector('[data-eerste]')?.focus({ preventScroll: true });
}

// Who dictates or uses a screen reader can switch the single keys off (WCAG 2.1.4).
const off = () => { try { return localStorage.getItem('sneltoetsen') === 'uit'; } catch { return false; } };
for (const help of document.querySelectorAll('[data-toetsen]')) {
  const label = document.createElement('label'), box = document.createElement('input');
  label.className = 'pk-nagekeken';
  box.className = 'utrecht-checkbox utrecht-checkbox--html-input';
  box.type = 'checkbox';
  box.checked = !off();
  box.addEventListener('change', () => { try { localStorage.setItem('sneltoetsen', box.checked ? 'aan' : 'uit'); } catch { /* not kept */ } });
  label.append(box, 'Letters en cijfers als toets gebruiken');
  help.append(label);
}

// Single keys only where no text is typed (WCAG 2.1.4): Esc leaves a field first.
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey) return;
  if (inText(e.target)) {
    if (e.key === 'Escape') { e.target.blur(); document.getElementById('inhoud').focus({ preventScroll: true }); }
    return;
  }
  if (off()) return;
  const key = e.key.toLowerCase(), button = document.querySelector(`[data-toets="${CSS.escape(key)}"]`);
  if (button) { e.preventDefault(); button.click(); return; }
  const label = [...document.querySelectorAll('[data-kort] label')].find(l => l.querySelector('kbd')?.textContent === key);
  const radio = label && document.getElementById(label.htmlFor);
  if (radio) { e.preventDefault(); radio.focus(); radio.checked = true; }
});
