// What a person would see as broken and axe does not report (WCAG 1.4.10, 1.4.12): text in a column of a
// letter wide, text that is cut off, text over text, a page wider than the screen. Returns sentences.
(() => {
  const wrong = new Set();
  const words = el => el.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
  const shown = el => {
    if (el.closest('.pk-vh, svg, template') || !el.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true })) return false;
    for (let e = el; e; e = e.parentElement) if (getComputedStyle(e).clipPath !== 'none') return false;
    const box = el.getBoundingClientRect();
    return box.width > 2 && box.height > 2;
  };
  const holdsText = el => [...el.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent.trim().length > 3);
  const texts = [...document.body.querySelectorAll('*')].filter(el => holdsText(el) && shown(el));
  const scrolls = el => { for (let e = el; e && e !== document.body; e = e.parentElement) if (/auto|scroll/.test(getComputedStyle(e).overflow)) return true; return false; };

  for (const el of texts) {
    const box = el.getBoundingClientRect(), style = getComputedStyle(el);
    if (words(el).length > 8 && box.height > 5 * box.width) wrong.add(`very narrow: ${words(el)}`);
    const cut = style.display !== 'inline' && el.clientHeight > 0 && el.scrollHeight > el.clientHeight + 4;
    if (cut && /hidden|clip/.test(style.overflowY)) wrong.add(`cut off: ${words(el)}`);
    if (cut && style.overflowY === 'visible' && style.maxHeight !== 'none') wrong.add(`grows out of its box: ${words(el)}`);
  }

  // Text over text: rectangles of lines of different blocks, swept from top to bottom.
  const lines = [];
  for (const el of texts.filter(el => !texts.some(o => o !== el && el.contains(o)))) {
    if (scrolls(el)) continue;
    const range = document.createRange();
    range.selectNodeContents(el);
    for (const box of range.getClientRects()) lines.push({ el, box });
  }
  lines.sort((a, b) => a.box.top - b.box.top);
  lines.forEach((a, i) => {
    for (let j = i + 1; j < lines.length && lines[j].box.top < a.box.bottom - 6; j++) {
      const b = lines[j], wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left), high = Math.min(a.box.bottom, b.box.bottom) - b.box.top;
      const stuck = e => { for (; e; e = e.parentElement) if (/fixed|sticky/.test(getComputedStyle(e).position)) return true; return false; };
      if (a.el !== b.el && wide > 4 && high > 6 && stuck(a.el) === stuck(b.el)) wrong.add(`over each other: ${words(a.el)} / ${words(b.el)}`);
    }
  });
  // A cell that is no cell any more has its line through the words.
  for (const row of document.querySelectorAll('tr')) {
    if (getComputedStyle(row).display !== 'table-row') continue;
    for (const cell of row.children) if (!/table-cell|none/.test(getComputedStyle(cell).display)) wrong.add(`no cell of its row: ${words(cell)}`);
  }

  // Side by side means two: a third thing pushes the second below the first.
  for (const pair of document.querySelectorAll('.pk-twee, .pk-split')) if (pair.children.length > 2) wrong.add(`more than two side by side: ${words(pair.children[2])}`);

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const out = [...document.body.querySelectorAll('*')].filter(el => el.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(el)).slice(-1)[0];
    wrong.add(`wider than the screen by ${root.scrollWidth - root.clientWidth}: ${out?.tagName} ${out?.className}`);
  }
  return JSON.stringify([...wrong]);
})()
