// A real Chromium, driven through playwright-core: a fresh profile each time, with or without an unpacked extension.
import { chromium } from 'playwright-core';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** How long to wait for an expected event, in milliseconds. It is long because a busy machine is slow. */
export const PATIENCE = 180_000;

/**
 * Starts a browser. `extension`: the folder of an unpacked one. `allowed`: the sites it may access from the start.
 * Requests for other sites are granted without a prompt, because no test can answer the browser's own prompt window:
 * the profile says that each was granted once before and then revoked. `incognito`: the extension may run in incognito
 * windows too. `locale`, `colorScheme` and the like are Playwright's options.
 */
export async function launch({ extension, allowed = [], incognito = false, args = [], ...options } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'mpp-wasm-chromium-'));
  if (extension) extension = realpathSync(extension);
  if (extension) writeProfile(profile, extension, { allowed, incognito });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program('chromium'),
    headless: true,
    timeout: PATIENCE,
    args: [...(extension ? [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`] : []), ...args],
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  // Not on close, because its last processes may still be writing.
  process.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}

/** The id of an unpacked extension, which Chromium derives from the folder's path. */
export function idOf(folder) {
  const digest = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 32);
  return digest.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}

function writeProfile(profile, extension, { allowed, incognito }) {
  const hosts = (explicit_host) => ({ api: [], explicit_host, manifest_permissions: [], scriptable_host: [] });
  const once = hosts(['http://*/*', 'https://*/*', ...allowed]);
  const settings = {
    active_permissions: hosts(allowed), granted_permissions: once, runtime_granted_permissions: once,
    location: 8, path: extension, incognito,
  };
  mkdirSync(join(profile, 'Default'));
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify({ extensions: { settings: { [idOf(extension)]: settings } } }));
}

/** The first of these programs on PATH. `cargo xtask test` installs them. */
export function program(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error(`there is no ${names.at(-1)} on PATH; cargo xtask test --only browser installs it`);
  return found;
}
