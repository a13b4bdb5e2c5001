// The playground as users open it: built, served from a subfolder, in a real Chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { site } from '../../www/playground/site.mjs';
import { serveSite } from '../../www/playground/serve.mjs';
import { launch } from '../browser/chromium.mjs';

const BASE = '/some/folder/';

/**
 * Builds and serves the page. Resolves with `{ url, seen, open, leave, close }`. `open(fragment)` resolves with a ready
 * page, and `leave(page)` ends it. Its tab is used again, because a new one costs much more processor time than another
 * visit: so leave none whose size, colors or routes were changed, but close it.
 */
export async function playground(options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'mpp-wasm-site-'));
  await site(folder);
  const server = await serveSite(folder, { base: BASE, ...options });
  const context = await launch();
  const left = [];
  const tab = async () => {
    const page = await context.newPage();
    page.on('pageerror', (error) => page.said.push(String(error)));
    page.on('console', (message) => page.said.push(message.text()));
    page.on('request', (request) => page.asked.push(request.url()));
    return page;
  };
  const open = async (fragment = '') => {
    const page = left.pop() ?? (await tab());
    page.said = [];
    page.asked = [];
    await page.goto(`${server.url}${fragment}`);
    await page.locator('body[data-ready]').waitFor();
    return page;
  };
  // Otherwise a visit that differs in its fragment only would not load the page again.
  const leave = async (page) => {
    await page.goto('about:blank');
    left.push(page);
  };
  const close = async () => {
    await context.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...server, folder, context, open, leave, close };
}

/** Puts a text into the field of the reading view, like a paste. */
export const paste = (page, text) => page.locator('#pasted').fill(text);

/** Waits until an element matches a pattern. Resolves with its text. */
export async function until(locator, pattern) {
  await locator.filter({ hasText: pattern }).first().waitFor();
  return locator.first().innerText();
}
