// A real Chromium, driven through playwright-core: a fresh profile each, with an unpacked extension or without.
import { chromium } from 'playwright-core';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** How long to wait for what must come. A busy machine is slow; what never comes is a failure either way. */
export const PATIENCE = 60_000;

/**
 * Starts a browser. `extension`: the folder of an unpacked one. `allowed`: the sites it may look at from the start; asking for
 * any other works without a question, because the question is a window of the browser's own that no test can answer: the
 * profile says that each was granted once before and taken back. `locale`, `colorScheme` and the like are Playwright's.
 */
export async function launch({ extension, allowed = [], args = [], ...options } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'mpp-wasm-chromium-'));
  if (extension) extension = realpathSync(extension);
  if (extension) writeProfile(profile, extension, allowed);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program(),
    headless: true,
    timeout: PATIENCE,
    args: [...(extension ? [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`] : []), ...args],
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  // Not on close: its last processes may still be writing.
  process.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}

/** The id of an unpacked extension: Chromium makes it from the folder's path. */
export function idOf(folder) {
  const digest = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32);
  return digest.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}

function writeProfile(profile, extension, allowed) {
  const hosts = (explicit_host) => ({ api: [], explicit_host, manifest_permissions: [], scriptable_host: [] });
  const once = hosts(['http://*/*', 'https://*/*', ...allowed]);
  const settings = { active_permissions: hosts(allowed), granted_permissions: once, runtime_granted_permissions: once, location: 8, path: extension };
  mkdirSync(join(profile, 'Default'));
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify({ extensions: { settings: { [idOf(extension)]: settings } } }));
}

/** Chromium of PATH; `cargo xtask test` installs it. */
function program() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
  if (!found) throw new Error('there is no chromium on PATH; cargo xtask test --only browser installs it');
  return found;
}
