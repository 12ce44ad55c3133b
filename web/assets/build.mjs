// Makes ../static from the NL Design System packages, cssrc and js:
//   npm ci && npm run build
// One style sheet, purged to the class names that the templates and safelist.txt
// use and to the design tokens those rules reach. File names carry a hash of
// their content, so that browsers may keep them for ever; manifest.json says
// which name stands for which file. The output is committed: building postkamer
// needs no Node.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { PurgeCSS } from 'purgecss';
import { transform } from 'lightningcss';

const here = import.meta.dirname;
const templates = path.join(here, '../templates');
const out = path.join(here, '../static');
const read = (...parts) => fs.readFileSync(path.join(here, ...parts), 'utf8');
const vendor = (...parts) => read('node_modules', ...parts).replace(/\/\*# sourceMappingURL=.*?\*\//g, '');
const versionOf = name => JSON.parse(read('node_modules', name, 'package.json')).version;

const utrecht = '@utrecht/component-library-css';
const candidates = ['button', 'heading', 'link', 'paragraph', 'skip-link'].map(n => `@nl-design-system-candidate/${n}-css`);
const tokens = '@nl-design-system-unstable/voorbeeld-design-tokens';

// componentRules returns the rules of the design system that our pages use.
async function componentRules() {
  const all = [vendor(utrecht, 'dist/index.css'), ...candidates.map(c => vendor(c, 'dist', path.basename(c).replace(/-css$/, '') + '.css'))];
  const pages = fs.readdirSync(templates, { recursive: true }).filter(f => f.endsWith('.html'));
  const content = pages.map(f => ({ raw: fs.readFileSync(path.join(templates, f), 'utf8'), extension: 'html' }));
  const standard = read('safelist.txt').split('\n').map(l => l.trim()).filter(l => l && !l.startsWith('#'));
  const [purged] = await new PurgeCSS().purge({ content, css: [{ raw: all.join('\n') }], safelist: { standard }, keyframes: true });
  return purged.css;
}

// neededTokens returns the theme with only the custom properties that css reaches.
function neededTokens(css) {
  const declared = new Map();
  for (const m of vendor(tokens, 'dist/theme.css').matchAll(/(--[\w-]+)\s*:\s*([^;]+);/g)) {
    declared.set(m[1], m[2].replace(/\/\*.*?\*\//g, '').trim());
  }
  const wanted = new Set();
  const want = name => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const m of (declared.get(name) || '').matchAll(/var\((--[\w-]+)/g)) want(m[1]);
  };
  for (const m of css.matchAll(/var\((--[\w-]+)/g)) want(m[1]);
  return '.voorbeeld-theme{' + [...declared].filter(([name]) => wanted.has(name)).map(([name, value]) => `${name}:${value}`).join(';') + '}';
}

// emit writes one file under its hashed name, and a .gz beside it when it is text.
function emit(name, bytes) {
  const hash = crypto.createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const file = name.replace(/\.(\w+)$/, `.${hash}.$1`);
  fs.writeFileSync(path.join(out, file), bytes);
  if (/\.(css|js|svg)$/.test(file)) fs.writeFileSync(path.join(out, file + '.gz'), zlib.gzipSync(bytes, { level: 9 }));
  console.log(name.padEnd(14), bytes.length, 'bytes,', zlib.gzipSync(bytes, { level: 9 }).length, 'gzipped');
  return [name, file];
}

const gaps = read('cssrc/postkamer-theme.css');
const layout = read('cssrc/app.css');
const components = await componentRules();
const source = neededTokens(components + layout + gaps) + gaps + components + layout;
const style = transform({ filename: 'pk.css', code: Buffer.from(source), minify: true }).code;
const banner = `/*! Contains NL Design System: ${[utrecht, ...candidates, tokens].map(n => `${n} ${versionOf(n)}`).join(', ')}. Licensed under the EUPL-1.2, see /static/EUPL-1.2.txt */\n`;

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(path.join(out, 'LICENSES'), { recursive: true });
fs.copyFileSync(path.join(here, 'node_modules', utrecht, 'LICENSE.md'), path.join(out, 'LICENSES/EUPL-1.2.txt'));
const manifest = [emit('pk.css', Buffer.concat([Buffer.from(banner), style]))];
for (const f of fs.readdirSync(path.join(here, 'js')).sort()) manifest.push(emit(f, Buffer.from(read('js', f))));
fs.writeFileSync(path.join(out, 'manifest.json'), JSON.stringify(Object.fromEntries(manifest), null, 1) + '\n');
