// The playground as users open it: built, served from a subfolder, in a real Chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { site } from '../../www/playground/site.mjs';
import { serveSite } from '../../www/playground/serve.mjs';
import { launch } from '../browser/chromium.mjs';

const BASE = '/some/folder/';

/**
 * Builds and serves the page. Resolves with `{ url, seen, open, close }`. `open(fragment)` resolves with a ready page.
 */
export async function playground(options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'mpp-wasm-site-'));
  await site(folder);
  const server = await serveSite(folder, { base: BASE, ...options });
  const context = await launch();
  const open = async (fragment = '') => {
    const page = await context.newPage();
    page.said = [];
    page.asked = [];
    page.on('pageerror', (error) => page.said.push(String(error)));
    page.on('console', (message) => page.said.push(message.text()));
    page.on('request', (request) => page.asked.push(request.url()));
    await page.goto(`${server.url}${fragment}`);
    await page.locator('body[data-ready]').waitFor();
    return page;
  };
  const close = async () => {
    await context.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...server, folder, context, open, close };
}

/** Puts a text into the field of the reading view, like a paste. */
export const paste = (page, text) => page.locator('#pasted').fill(text);

/** Waits until an element matches a pattern. Resolves with its text. */
export async function until(locator, pattern) {
  await locator.filter({ hasText: pattern }).first().waitFor();
  return locator.first().innerText();
}
