// Progressive extra for the desks: keys, the box of the focused field, saving while
// somebody works, the image larger or turned, and who else looks. Everything also
// works without.
const form = document.getElementById('velden');
const inText = el => el.closest('input:not([type=checkbox],[type=radio]),textarea,select');
const shown = el => el.getClientRects().length > 0 && !el.closest('[hidden]');
const post = (address, data, how) => fetch(address, { method: 'POST', body: data, keepalive: true, redirect: 'error', ...how });

// light shows where on the page the focused field was read.
const light = el => {
  document.querySelectorAll('.pk-box--actief').forEach(b => b.classList.remove('pk-box--actief'));
  const id = el.closest('[data-box]')?.dataset.box, box = id && document.getElementById(id);
  if (!box) return;
  box.classList.add('pk-box--actief');
  const viewer = document.querySelector('.pk-viewer'), b = box.getBoundingClientRect(), v = viewer.getBoundingClientRect();
  viewer.scrollTop += b.top - v.top - v.height / 3;
  if (viewer.scrollWidth > viewer.clientWidth) viewer.scrollLeft += b.left - v.left - v.width / 3;
};

// even offers to take back what was just saved, for as long as that is possible.
const evenFor = 30000;
const even = f => {
  f.hidden = false;
  clearTimeout(f.timer);
  f.timer = setTimeout(() => { if (f.contains(document.activeElement)) document.getElementById('inhoud').focus({ preventScroll: true }); f.hidden = true; }, evenFor);
};
for (const f of document.querySelectorAll('[data-even]:not([hidden])')) even(f);
const offer = id => {
  const f = document.getElementById('terugdraaien');
  if (!f || !id) return;
  for (const old of document.querySelectorAll('.pk-flash [data-even]')) old.hidden = true;
  f.elements.handeling.value = id;
  even(f);
};

// send saves one field; the page says it when that did not work. Approving carries all
// fields: a save that is still under way would find the case changed, and is given up.
let saving = new AbortController();
const send = async row => {
  const data = new URLSearchParams(), input = row.querySelector('input[maxlength]'), seen = row.querySelector('[name=gezien]');
  data.set('versie', form.elements.versie.value);
  data.set(input.name, input.value);
  if (seen?.checked) data.set('gezien', seen.value);
  const value = input.value;
  let saved = false, undo;
  try {
    const answer = await post(form.dataset.veld, data, { signal: saving.signal });
    saved = answer.ok;
    if (answer.status === 200) undo = (await answer.json()).handeling;
  } catch { saved &&= undo === undefined; /* no connection, or the session is over */ }
  if (saved) { input.defaultValue = value; if (seen) seen.defaultChecked = seen.checked; offer(undo); }
  if (!saved && !leaving) document.getElementById('stand').textContent = form.dataset.mislukt;
};
let leaving = false;

// A reason to look lights the words that it is about.
const reasons = document.querySelector('.pk-twijfels');
for (const on of ['focusin', 'pointerover']) reasons?.addEventListener(on, e => { if (e.target.closest('[data-box]')) light(e.target); });

if (form) {
  const text = '.pk-veld input[maxlength]';
  const doubts = () => [...form.querySelectorAll('[data-level=laag] input[maxlength],[data-level=midden] input[maxlength]')];
  const approve = form.querySelector('[data-goed]');
  // A reason to look of which no field is in doubt is a stop of its own, before the fields.
  const inDoubt = id => doubts().some(d => '#' + d.id === id);
  const open = [...document.querySelectorAll('.pk-twijfels li[data-open]')].filter(li => !inDoubt(li.querySelector('a')?.getAttribute('href')));
  for (const li of open) {
    li.tabIndex = -1;
    li.addEventListener('keydown', e => {
      if (e.key !== 'Enter' || e.ctrlKey || e.repeat || e.target !== li) return;
      e.preventDefault();
      const next = open[open.indexOf(li) + 1] || doubts()[0] || approve;
      next.focus();
      next.select?.();
    });
  }
  const state = row => row.querySelector('input[maxlength]').value + '|' + !!row.querySelector('[name=gezien]')?.checked;
  const kept = new Map([...form.querySelectorAll('.pk-veld')].map(row => [row, state(row)]));
  addEventListener('submit', e => {
    leaving = true;
    if (e.submitter !== approve) return;
    saving.abort();
    saving = new AbortController();
  });
  // A field counts as looked at when somebody went to it or touched it, and left
  // it again. The focus that this script sets by itself is no look, nor is Esc, after which
  // Z takes back what came before.
  const touched = new Set();
  const touch = e => { const row = e.target.closest('.pk-veld'); if (row && !e.ctrlKey && e.key !== 'Escape') touched.add(row); };
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
    if (e.key !== 'Enter') return;
    // A key that is held down approves nothing.
    if (e.repeat && !e.target.matches('textarea')) { e.preventDefault(); return; }
    if (e.ctrlKey) { e.preventDefault(); form.requestSubmit(approve); return; }
    // Where nothing has the focus, because there is no doubt or after Esc, it goes on too.
    if (e.target === document.body || e.target.id === 'inhoud') { e.preventDefault(); (open[0] || doubts()[0] || approve).focus(); }
  });
  form.addEventListener('keydown', e => {
    if (e.ctrlKey || !e.target.matches(text)) return;
    if (e.key === 'Enter') {
      e.preventDefault();
      const all = [...form.querySelectorAll(text)], here = all.indexOf(e.target);
      const next = doubts().find(d => all.indexOf(d) > here) || approve;
      next.focus();
      next.select?.();
    }
  });
  // A number that is covered is asked for by itself: what was typed elsewhere stays.
  form.addEventListener('click', async e => {
    const button = e.target.closest('[data-toon]'), row = button?.closest('.pk-veld');
    if (!button) return;
    e.preventDefault();
    const input = row.querySelector('input[maxlength]');
    try {
      const answer = await post(button.formAction, new URLSearchParams(), { headers: { Accept: 'application/json' } });
      const clean = input.value === input.defaultValue;
      input.defaultValue = (await answer.json()).waarde;
      if (clean) input.value = input.defaultValue;
      kept.set(row, state(row));
      input.focus();
      input.select();
      button.remove();
    } catch { document.getElementById('stand').textContent = form.dataset.mislukt; }
  });
  const first = open[0] || doubts()[0];
  if (first && !location.hash && !document.querySelector('[data-focus]')) {
    ours = true;
    first.focus({ preventScroll: true });
    first.select?.();
    ours = false;
    // In a field a letter is text: the key of what can be taken back says so.
    if (first.select) for (const key of document.querySelectorAll('.pk-flash [data-toets=z] kbd')) {
      const esc = document.createElement('kbd');
      esc.textContent = 'Esc';
      key.before(esc, ' ');
    }
  }
} else if (!document.querySelector('[data-focus]')) {
  document.querySelector('[data-eerste]')?.focus({ preventScroll: true });
}

// Who is at work keeps the case; who left it open does not.
if (form?.dataset.hou) {
  const between = 120000;
  let acted = false, last = Date.now();
  for (const on of ['keydown', 'pointerdown', 'wheel']) addEventListener(on, () => { acted = true; }, { passive: true });
  setInterval(async () => {
    if (!acted || Date.now() - last < between) return;
    acted = false;
    last = Date.now();
    try {
      const answer = await post(form.dataset.hou, null);
      if (answer.ok) document.getElementById('tot').textContent = (await answer.json()).tot;
    } catch { /* no connection: what is saved says so */ }
  }, 10000);
}

// ---- the image: larger, smaller, turned. It is kept for the next case. ----
const sheets = document.getElementById('bladen'), viewer = document.getElementById('beeld'), tools = document.getElementById('beeldknoppen');
const sizes = [100, 125, 150, 200, 300];
const remembered = () => { try { return Math.max(0, sizes.indexOf(+sessionStorage.getItem('beeld'))); } catch { return 0; } };
if (sheets && tools) {
  let size = remembered(), turned = 0;
  // What is in the middle stays in the middle.
  const resize = () => {
    const x = (viewer.scrollLeft + viewer.clientWidth / 2) / viewer.scrollWidth, y = (viewer.scrollTop + viewer.clientHeight / 2) / viewer.scrollHeight;
    sheets.style.inlineSize = sizes[size] + '%';
    viewer.scrollLeft = x * viewer.scrollWidth - viewer.clientWidth / 2;
    viewer.scrollTop = y * viewer.scrollHeight - viewer.clientHeight / 2;
    try { sessionStorage.setItem('beeld', sizes[size]); } catch { /* not kept */ }
  };
  const turn = () => {
    for (const page of sheets.querySelectorAll('.pk-page')) {
      const leaf = page.querySelector('.pk-blad'), img = leaf?.querySelector('img');
      if (!img) continue;
      const across = turned % 180 !== 0, w = +img.getAttribute('width'), h = +img.getAttribute('height');
      page.style.aspectRatio = across ? `${h} / ${w}` : '';
      leaf.classList.toggle('pk-blad--gedraaid', turned !== 0);
      leaf.style.inlineSize = across ? `${100 * w / h}%` : '';
      leaf.style.transform = turned ? `translate(-50%,-50%) rotate(${turned}deg)` : '';
      if (!across && turned) page.style.aspectRatio = `${w} / ${h}`;
    }
  };
  tools.addEventListener('click', e => {
    const b = e.target.closest('button');
    if (b?.dataset.zoom) { size = Math.min(sizes.length - 1, Math.max(0, size + +b.dataset.zoom)); resize(); }
    if (b && 'draai' in b.dataset) { turned = (turned + 90) % 360; turn(); }
  });
  if (size) resize();
  tools.hidden = false;
}
for (const b of document.querySelectorAll('[data-afdruk]')) { b.hidden = false; b.addEventListener('click', () => print()); }

// ---- who else looks, and what is new: asked for while somebody sees the page ----
const now = document.querySelector('#nu[data-adres]');
if (now) {
  let said = [...now.children].map(p => p.textContent).join('|');
  const say = d => {
    const text = d.zinnen.join('|') + (d.vernieuw ? '|' : '');
    if (text === said || !text && !said) return;
    said = text;
    now.replaceChildren(...d.zinnen.map(z => { const p = document.createElement('p'); p.textContent = z; return p; }));
    if (!d.vernieuw) return;
    const p = document.createElement('p'), a = document.createElement('a');
    a.className = 'nl-link pk-link-los';
    a.href = location.pathname;
    a.textContent = 'Vernieuw de pagina';
    p.append(a);
    now.append(p);
  };
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(`${now.dataset.adres}/stand?was=${now.dataset.stand}`, { redirect: 'error' });
      if (answer.ok) say(await answer.json());
    } catch { /* no connection: what is saved says so */ }
  };
  setInterval(ask, 15000);
  document.addEventListener('visibilitychange', ask);
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
  const key = e.key === '=' ? '+' : e.key.toLowerCase(), button = [...document.querySelectorAll(`[data-toets="${CSS.escape(key)}"]`)].find(shown);
  if (button) {
    e.preventDefault();
    button.click();
    // What opens is for typing in: its first field has the focus.
    if (button.matches('summary') && button.parentElement.open) button.parentElement.querySelector('select,textarea,input:not([type=hidden])')?.focus();
    return;
  }
  const label = [...document.querySelectorAll('[data-kort] label')].find(l => l.querySelector('kbd')?.textContent === key);
  const radio = label && document.getElementById(label.htmlFor);
  if (radio) { e.preventDefault(); radio.focus(); radio.checked = true; }
});
