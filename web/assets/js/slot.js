// On every staff page: nobody's typed work is lost when the session ends, and a
// screen that nobody is at locks. Without scripts the server does the same for what is sent.
const idle = 15 * 60_000, ping = 60_000;
const forms = () => [...document.forms].filter(f => f.method === 'post');
const place = (form, el) => `${new URL(form.action).pathname} ${el.name} ${el.type === 'radio' || el.type === 'checkbox' ? el.value : ''}`.trim();
const ticks = el => el.type === 'radio' || el.type === 'checkbox';
const typed = el => el.name && el.matches('input:not([type=hidden],[type=file],[type=password]),textarea,select');
const changed = el => ticks(el) ? el.checked !== el.defaultChecked : el.matches('select') ? [...el.options].some(o => o.selected !== o.defaultSelected) : el.value !== el.defaultValue;

// work is what was typed and not sent.
const work = () => {
  const data = new URLSearchParams();
  for (const form of forms()) for (const el of form.elements) {
    if (typed(el) && changed(el)) data.set(place(form, el), ticks(el) ? (el.checked ? 'ja' : 'nee') : el.value);
  }
  return data;
};
const keep = () => {
  const data = work();
  if (![...data].length) return;
  data.set('_pad', location.pathname);
  return fetch('/slot/bewaar', { method: 'POST', body: data, keepalive: true }).catch(() => {});
};

// What was typed before stands in the page again, and a line says so.
const kept = document.getElementById('bewaard');
if (kept) {
  const data = new URLSearchParams(kept.dataset.velden);
  let back = 0;
  for (const form of forms()) for (const el of form.elements) {
    const value = typed(el) ? data.get(place(form, el)) : null;
    if (value === null || (ticks(el) ? el.checked === (value === 'ja') : el.value === value)) continue; // saved meanwhile
    back++;
    if (ticks(el)) el.checked = value === 'ja'; else el.value = value;
    el.dispatchEvent(new Event('change', { bubbles: true }));
  }
  if (back) kept.hidden = false;
}
// It is forgotten once it was sent, or taken out again.
const forget = () => { if (kept) fetch('/slot/terug', { method: 'POST', body: new URLSearchParams({ _pad: location.pathname }), keepalive: true }).catch(() => {}); };

let sent = false;
addEventListener('submit', e => { // at the window: after those who do it without leaving the page
  sent = !e.defaultPrevented;
  if (sent && e.target.method === 'post') forget();
});
addEventListener('pagehide', () => { if (!sent && !keep()) forget(); });
addEventListener('pageshow', () => { sent = false; });

// One clock for all tabs: work in one keeps the others open.
const now = () => { try { return Number(localStorage.getItem('wakker')) || 0; } catch { return awake; } };
let awake = Date.now(), asked = Date.now();
const atWork = () => { awake = Date.now(); try { localStorage.setItem('wakker', awake); } catch { /* this tab alone */ } };
for (const on of ['keydown', 'pointerdown', 'wheel', 'scroll']) addEventListener(on, () => { if (Date.now() - awake > 1000) atWork(); }, { passive: true });
atWork();

// lock keeps what was typed and covers the page by leaving it.
const lock = async () => {
  sent = true;
  await keep();
  const form = document.createElement('form'), next = document.createElement('input');
  form.method = 'post';
  form.action = '/slot';
  next.name = 'verder';
  next.value = location.pathname + location.search;
  next.type = 'hidden';
  form.append(next);
  document.body.append(form);
  form.submit();
};
setInterval(async () => {
  const last = Math.max(awake, now());
  if (Date.now() - last >= idle) return lock();
  if (asked >= awake || Date.now() - asked < ping) return;
  asked = Date.now();
  const answer = await fetch('/slot/wakker', { method: 'POST' }).catch(() => null);
  if (answer?.status === 401) lock();
}, 5000);
