// Progressive extra for the scan desk: keys, the next page without waiting for its
// image, and counts that go up by themselves. Everything also works without.
const off = () => { try { return localStorage.getItem('sneltoetsen') === 'uit'; } catch { return false; } };
const inText = el => el.closest('input:not([type=checkbox],[type=radio]),textarea,select');
const shown = el => el.getClientRects().length > 0;

// ---- the next page: fetched whole, put in the place of this one ----
// XMLHttpRequest and not fetch: it gives a document, where our policy allows no
// making of pages out of text.
let busy = false;
const images = new Map(); // address -> image that is here already
let ahead = null; // the image of the next page, under way
const keep = root => { for (const i of root.querySelectorAll('img[src]')) images.set(i.getAttribute('src'), i); };
const load = (method, address, body, then) => {
  const x = new XMLHttpRequest();
  x.open(method, address);
  x.responseType = 'document';
  x.onload = () => then(x.response?.getElementById('inhoud') ? x : null);
  x.onerror = () => then(null);
  x.send(body);
};

// show puts the page of an answer in the place of this one. Images that are here
// already are used again: they cost no wait.
const show = (x, push) => {
  const page = x.response, old = document.getElementById('inhoud'), main = document.adoptNode(page.getElementById('inhoud'));
  keep(old);
  if (ahead) images.set(ahead.getAttribute('src'), ahead);
  for (const i of main.querySelectorAll('img[src]')) {
    const here = images.get(i.getAttribute('src'));
    if (!here || here === i) continue;
    for (const a of i.attributes) if (a.name !== 'src' && a.name !== 'loading') here.setAttribute(a.name, a.value);
    i.replaceWith(here);
  }
  const strip = old.querySelector('.pk-strip')?.scrollLeft;
  old.replaceWith(main);
  document.title = page.title;
  if (push && x.responseURL !== location.href) history.pushState(null, '', x.responseURL);
  const again = main.querySelector('.pk-strip');
  if (again && strip) again.scrollLeft = strip;
  images.clear();
  arrive();
  scrollTo(0, 0);
  (first() || main.querySelector('h1')).focus({ preventScroll: true });
};
// first is where the work on a page begins: what is wrong, a field to fill in, or the
// one thing to do.
const first = () => document.querySelector('[data-focus]') || document.querySelector('[data-eerste-veld] input') || document.querySelector('[data-eerste]');

// go does what a form or a link would, and shows what comes of it. A page that
// needs other scripts than this one is opened the ordinary way.
const go = (method, address, body) => {
  if (busy) return;
  busy = true;
  load(method, address, body, x => {
    busy = false;
    if (!x || x.response.querySelector('script[src]:not([src*="/scan."],[src*="/form."],[src*="/slot."])')) { location.assign(x && x.responseURL || location.href); return; }
    show(x, true);
  });
};
addEventListener('popstate', () => location.reload());

document.addEventListener('submit', e => {
  if (!e.target.matches('[data-vlot]') || e.defaultPrevented) return;
  e.preventDefault();
  go('POST', e.submitter?.getAttribute('formaction') || e.target.getAttribute('action'), new URLSearchParams(new FormData(e.target, e.submitter)));
});
document.addEventListener('click', e => {
  const link = e.target.closest('a[data-vlot]');
  if (!link || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  e.preventDefault();
  go('GET', link.getAttribute('href'));
});

// ---- keys: only where no text is typed (WCAG 2.1.4); Esc leaves a field first ----
// A key that is held down counts once, and a page that is not on the screen yet
// cannot be judged: nothing is found good unseen.
const seen = b => { const i = document.querySelector(b.dataset.gezien ? `#${b.dataset.gezien} img` : '#beeld'); return !i || i.complete && i.naturalWidth > 0; };
let before = null; // what had the focus before a part was opened
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey) return;
  if (inText(e.target)) {
    if (e.key === 'Escape') { e.target.blur(); document.querySelector('h1').focus({ preventScroll: true }); }
    return;
  }
  if (off()) return;
  const key = e.key.toLowerCase();
  // A button, a box or a summary that has the focus keeps its own space bar and Enter.
  if ((key === ' ' || key === 'enter') && e.target.closest('button,summary,input,a[href]') && !(key === ' ' && e.target.closest('a'))) return;
  const button = [...document.querySelectorAll(`[data-toets="${CSS.escape(key)}"]`)].find(shown);
  if (!button) {
    const label = [...document.querySelectorAll('[data-kort] label')].find(l => l.querySelector('kbd')?.textContent === key);
    const radio = label && document.getElementById(label.htmlFor);
    if (radio) { e.preventDefault(); radio.focus(); radio.checked = true; }
    return;
  }
  e.preventDefault();
  if (e.repeat || busy || (button.hasAttribute('data-gezien') && !seen(button))) return;
  const from = document.activeElement;
  button.click();
  if (!button.matches('summary')) return;
  if (button.parentElement.open) { before = from; button.focus(); return; }
  (before?.isConnected && before !== document.body ? before : document.querySelector('h1')).focus({ preventScroll: true });
  before = null;
});

// ---- counts that go up: the page is asked for again, and its live parts renewed ----
let timer = 0, said = 0;
const renew = () => {
  const every = document.querySelector('[data-ververs]')?.dataset.ververs;
  clearTimeout(timer);
  if (every) timer = setTimeout(() => {
    if (document.hidden || busy) return renew();
    load('GET', location.pathname + '?stil=ja', null, x => { if (x && !busy) refresh(x); else renew(); });
  }, every * 1000);
};
const refresh = x => {
  if (!x.responseURL.startsWith(location.origin + location.pathname)) { location.assign(x.responseURL); return; }
  for (const here of document.querySelectorAll('[data-live]')) {
    const part = x.response.getElementById(here.id);
    if (!here.isConnected || here.contains(document.activeElement) && here !== document.activeElement) continue;
    if (!part) { here.replaceChildren(); delete here.dataset.ververs; continue; }
    keep(here);
    for (const i of part.querySelectorAll('img[src]')) { const old = images.get(i.getAttribute('src')); if (old) i.replaceWith(old); }
    const left = here.scrollLeft;
    here.replaceChildren(...[...part.childNodes].map(n => document.adoptNode(n)));
    here.scrollLeft = left;
    if (part.dataset.ververs) here.dataset.ververs = part.dataset.ververs; else delete here.dataset.ververs;
    if (!('live' in part.dataset)) delete here.dataset.live; // it is complete: what is typed there stays
  }
  images.clear();
  tell(x.response.querySelector('[data-zeg]')?.dataset);
  renew();
};
// tell speaks to who listens instead of looks: once a minute, or when all is done.
const tell = d => {
  const to = document.querySelector('[data-zeg]');
  if (!d?.zeg || !to || to.textContent === d.zeg || !d.nu && Date.now() - said < 60000) return;
  said = Date.now();
  to.textContent = d.zeg;
};

// ---- whenever a page has come ----
const arrive = () => {
  const next = document.querySelector('[data-volgende]')?.dataset.volgende;
  if (next && ahead?.getAttribute('src') !== next) { ahead = new Image(); ahead.src = next; }
  document.querySelector('.pk-strip [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  for (const help of document.querySelectorAll('[data-toetsen]')) {
    const label = document.createElement('label'), box = document.createElement('input');
    label.className = 'pk-nagekeken';
    box.className = 'utrecht-checkbox utrecht-checkbox--html-input';
    box.type = 'checkbox';
    box.checked = !off();
    box.addEventListener('change', () => { try { localStorage.setItem('sneltoetsen', box.checked ? 'aan' : 'uit'); } catch { /* not kept */ } });
    label.append(box, 'Toetsen gebruiken op deze pagina');
    help.append(label);
  }
  renew();
};
arrive();
first()?.focus({ preventScroll: true });
