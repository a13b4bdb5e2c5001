// Builds the playground: node www/playground/site.mjs FOLDER. The same sources give the same bytes. The names of
// scripts, styles and wasm contain a hash of their contents, so they can be cached forever. index.html keeps its name.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const pkg = dirname(createRequire(import.meta.url).resolve('mpp-wasm/package.json'));

/** Writes the site to `folder`. Any static host can serve it from any path. */
export async function site(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['www/playground/main.js', 'www/playground/style.css'],
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    metafile: true,
    loader: { '.wasm': 'file' },
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    logLevel: 'warning',
  });
  const built = Object.keys(metafile.outputs).map((path) => basename(path));
  let page = await readFile(join(here, 'index.html'), 'utf8');
  for (const [name, end] of [['main', 'js'], ['style', 'css']]) {
    const file = built.find((path) => path.startsWith(`${name}-`) && path.endsWith(`.${end}`));
    page = page.replace(`"${name}.${end}"`, `"${file}"`);
  }
  await writeFile(join(folder, 'index.html'), page);
  await copyFile(join(here, 'icon.svg'), join(folder, 'icon.svg'));
  const licenses = ['LICENSE-MIT', 'LICENSE-APACHE', 'LICENSE-THIRD-PARTY'].map((name) => readFile(join(pkg, name), 'utf8'));
  await writeFile(join(folder, 'licenses.txt'), (await Promise.all(licenses)).join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await site(resolve(process.argv[2]));
