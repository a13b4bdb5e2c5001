// Builds the extension: target/extension, to load unpacked, and its zip, to submit to a store. Firefox's add-on site
// wants a manifest without a service worker, so it gets a folder and a zip of its own. The same sources give the same
// bytes.
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const pkg = dirname(createRequire(import.meta.url).resolve('mpp-wasm/package.json'));
const { version } = JSON.parse(readFileSync(join(pkg, 'package.json')));

const folder = process.argv[2] ?? join(root, 'target/extension');
const zip = process.argv[3] ?? join(root, `target/mpp-wasm-extension-${version}.zip`);

/** The modification time of every file. It is built from local time, because that is what zip stores. */
const DAWN = new Date(1980, 0, 1);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// One file per entry point: every further file that a worker or a view waits for costs more than its bytes do.
const options = {
  absWorkingDir: here,
  outdir: folder,
  bundle: true,
  format: 'esm',
  target: ['chrome123', 'firefox142'],
  legalComments: 'none',
  logLevel: 'warning',
};
// The worker wakes while a page is loading, when the browser is slow to give it files. So its wasm is bundled inside.
await build({ ...options, entryPoints: ['src/background.js'], alias: { 'mpp-wasm': 'mpp-wasm/inline' } });
await build({ ...options, entryPoints: ['popup', 'history', 'card', 'options'].map((view) => `src/views/${view}.js`) });
for (const name of ['popup.html', 'history.html', 'card.html', 'options.html', 'style.css']) {
  cpSync(join(here, 'src/views', name), join(folder, name));
}
for (const size of [16, 32, 48, 128]) cpSync(join(here, `icons/icon-${size}.png`), join(folder, `icon-${size}.png`));
cpSync(join(here, '_locales'), join(folder, '_locales'), { recursive: true });
cpSync(join(pkg, 'mpp_wasm_compact_bg.wasm'), join(folder, 'mpp_wasm_compact_bg.wasm'));
for (const name of ['LICENSE-MIT', 'LICENSE-APACHE', 'LICENSE-THIRD-PARTY']) cpSync(join(pkg, name), join(folder, name));
const manifest = readFileSync(join(here, 'manifest.json'), 'utf8').replace('"version": "0.0.0"', `"version": "${version}"`);
pack(folder, zip, manifest);

const firefox = `${folder}-firefox`;
rmSync(firefox, { recursive: true, force: true });
cpSync(folder, firefox, { recursive: true });
pack(firefox, zip.replace(/\.zip$/, '-firefox.zip'), manifest.replace('"service_worker": "background.js", ', ''));

/** Writes the manifest into a folder and zips the folder. */
function pack(folder, zip, manifest) {
  writeFileSync(join(folder, 'manifest.json'), manifest);
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const files = Object.fromEntries(names.map((name) => [name, [readFileSync(join(folder, name)), { mtime: DAWN, os: 3, attrs: 0o644 << 16 }]]));
  writeFileSync(zip, zipSync(files, { level: 9 }));
  console.log(`    ${relative(root, folder)}, ${relative(root, zip)}: ${readFileSync(zip).length} bytes`);
}
