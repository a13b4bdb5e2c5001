// A real Chromium, driven through playwright-core: a fresh profile each, with an unpacked extension or without.
import { chromium } from 'playwright-core';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** How long to wait for what must come. A busy machine is slow; what never comes is a failure either way. */
export const PATIENCE = 60_000;

/** Starts a browser. `extension`: the folder of an unpacked one. `locale`, `colorScheme` and the like are Playwright's. */
export async function launch({ extension, args = [], ...options } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'mpp-wasm-chromium-'));
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

/** Chromium of PATH; `cargo xtask test` installs it. */
function program() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, 'chromium')).find((path) => existsSync(path));
  if (!found) throw new Error('there is no chromium on PATH; cargo xtask test --only browser installs it');
  return found;
}
