// Live figures. One stream per browser, not per tab: HTTP/1.1 allows six connections to a
// host, and the seventh tab would never load. The tab that holds the lock listens and
// passes on what it hears; when it closes, another gets the lock. A browser without locks
// asks every 30 seconds while somebody looks.
const box = document.querySelector('[data-live-wie]');
if (box) {
  const spoken = box.querySelector('[data-live-spreek]');
  const old = box.querySelector('[data-live-oud]');
  const name = 'pk-live-' + box.dataset.liveWie;
  const minute = 60000;
  const made = Number(box.dataset.liveVan); // when the page was made, by the server's clock
  let heard = Date.now(); // when figures came in last
  let clock = box.dataset.liveSinds + ' uur'; // of when those were
  let said, saidAt = 0; // the sentence that was spoken last
  let latest; // the last message, for a tab that opens later

  // set changes only what differs, so that nobody's selection or focus is lost.
  const set = (el, text) => {
    if (el.textContent !== text) el.textContent = text;
  };

  const fresh = (el, figures) => {
    const key = el.dataset.liveNieuw;
    if (!(key in figures)) return;
    el.dataset.telde ??= figures[key]; // what there was when the page opened
    const more = Number(figures[key]) - Number(el.dataset.telde);
    el.hidden = more <= 0;
    if (more > 0) set(el, more + ' nieuwe. Lijst vernieuwen');
  };

  // speak says at most once a minute what changed; the page itself changes at once.
  const speak = text => {
    if (text === undefined) return;
    if (said === undefined) said = text; // what the page said when it opened
    if (text === said || Date.now() - saidAt < minute) return;
    said = text;
    saidAt = Date.now();
    spoken.textContent = text;
  };

  const show = message => {
    const figures = message.cijfers;
    latest = message;
    heard = Date.now();
    if (message.van < made) return; // the page is newer: what its person just did is not undone before their eyes
    if (figures.tijd) clock = figures.tijd;
    old.hidden = true;
    for (const el of document.querySelectorAll('[data-live]')) {
      if (el.dataset.live in figures) set(el, figures[el.dataset.live]);
    }
    for (const el of document.querySelectorAll('[data-live-let]')) {
      if (el.dataset.liveLet in figures) el.classList.toggle('pk-tegel--let', figures[el.dataset.liveLet] !== '');
    }
    for (const el of document.querySelectorAll('[data-live-nieuw]')) fresh(el, figures);
    speak(figures[box.dataset.liveZin]);
  };

  setInterval(() => {
    if (Date.now() - heard <= 2 * minute) return;
    set(old, 'Cijfers van ' + clock + ', verbinding weg.');
    old.hidden = false;
  }, 5000);

  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch('/live.json', { redirect: 'error' });
      if (answer.ok) show(await answer.json());
    } catch { /* the page says itself that its figures grow old */ }
  };

  const listen = channel => new Promise(done => {
    let source, again;
    const open = () => {
      source = new EventSource('/live');
      source.onmessage = event => {
        const message = JSON.parse(event.data);
        show(message);
        channel.postMessage(message);
      };
      source.onerror = () => { // the browser comes back by itself, unless it was refused
        if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 30000);
      };
    };
    open();
    addEventListener('pagehide', () => { source.close(); clearTimeout(again); done(); }, { once: true });
  });

  let leading = false;
  const lead = channel => navigator.locks.request(name, async () => {
    leading = true;
    await listen(channel);
    leading = false;
  });

  if (navigator.locks && window.BroadcastChannel && window.EventSource) {
    const channel = new BroadcastChannel(name);
    channel.onmessage = event => {
      if (event.data.cijfers) show(event.data);
      else if (leading && latest && Date.now() - heard < minute) channel.postMessage(latest);
    };
    channel.postMessage({ vraag: 'laatste' });
    lead(channel);
    addEventListener('pageshow', event => { if (event.persisted) lead(channel); });
  } else {
    setInterval(ask, 30000);
    document.addEventListener('visibilitychange', ask);
  }
}
