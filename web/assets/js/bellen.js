// Progressive extra for who phones: J and K through the list, and what is corrected
// while talking is saved at once. Everything also works without.
const form = document.querySelector('[data-bel]');

// offer lets what was just saved be taken back, for as long as that is possible.
const back = document.getElementById('terugdraaien'), backFor = 30000;
let hide;
const offer = id => {
  if (!back || !id) return;
  back.elements.handeling.value = id;
  back.hidden = false;
  clearTimeout(hide);
  hide = setTimeout(() => { if (back.contains(document.activeElement)) document.getElementById('inhoud').focus({ preventScroll: true }); back.hidden = true; }, backFor);
};

// send saves one field; the page says it when that did not work.
const send = async input => {
  const data = new URLSearchParams(), row = input.closest('.pk-veld'), seen = row.querySelector('[name=gezien]');
  data.set('versie', form.elements.versie.value);
  data.set(input.name, input.value);
  if (seen?.checked) data.set('gezien', seen.value);
  let saved = false, undo;
  try {
    const answer = await fetch(form.dataset.bel, { method: 'POST', body: data, keepalive: true, redirect: 'error' });
    saved = answer.ok;
    if (answer.status === 200) undo = (await answer.json()).handeling;
  } catch { saved &&= undo === undefined; /* no connection, or the session is over */ }
  if (saved) { input.defaultValue = data.get(input.name); offer(undo); }
  document.getElementById('stand').textContent = saved ? '' : form.dataset.mislukt;
};
form?.addEventListener('change', e => { if (e.target.matches('.pk-veld input[maxlength]')) send(e.target); });

// Single keys only where no text is typed (WCAG 2.1.4), and only when they are on.
const off = () => { try { return localStorage.getItem('sneltoetsen') === 'uit'; } catch { return false; } };
document.addEventListener('keydown', e => {
  const step = { j: 1, k: -1 }[e.key.toLowerCase()];
  if (!step || e.ctrlKey || e.altKey || e.metaKey || off() || e.target.closest('input,textarea,select')) return;
  const rows = [...document.querySelectorAll('[data-rij]')];
  if (!rows.length) return;
  e.preventDefault();
  const here = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? 0 : here + step))].focus();
});
