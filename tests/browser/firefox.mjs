// A real Firefox with an unpacked extension, driven through WebDriver BiDi: a fresh profile each time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { PATIENCE, program } from './chromium.mjs';

/** Where the extension's pages are. Without this preference Firefox would choose an id at random. */
const PLACE = 'd61a2f3c-1c58-4c1c-9f0e-0402a11ce402';

/** Starts a browser with an extension. Resolves with `open(url)`, `address(page)`, `problems` and `close()`. */
export async function launch(extension) {
  const { browser_specific_settings: { gecko } } = JSON.parse(readFileSync(join(extension, 'manifest.json')));
  const profile = mkdtempSync(join(tmpdir(), 'mpp-wasm-firefox-'));
  process.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  const preferences = {
    'extensions.webextensions.uuids': JSON.stringify({ [gecko.id]: PLACE }),
    // No test can answer the browser's own prompt window.
    'extensions.webextOptionalPermissionPrompts': false,
    'network.proxy.type': 0,
  };
  const line = ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`;
  writeFileSync(join(profile, 'user.js'), Object.entries(preferences).map(line).join(''));
  const options = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0', '--remote-allow-system-access'];
  const browser = spawn(program('firefox-esr', 'firefox'), options, { stdio: ['ignore', 'ignore', 'pipe'] });
  process.once('exit', () => browser.kill('SIGKILL'));
  const { send, problems, socket } = await session(await listening(browser));
  await send('webExtension.install', { extensionData: { type: 'path', path: extension } });
  const address = (page) => `moz-extension://${PLACE}/${page}`;

  /** Opens an address in a new tab. */
  async function open(url) {
    const { context } = await send('browsingContext.create', { type: 'tab' });
    const page = {
      goto: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
      back: () => send('browsingContext.traverseHistory', { context, delta: -1 }),
      close: () => send('browsingContext.close', { context }),
      /** Runs a function there. Its arguments and what it resolves with are JSON. */
      async run(f, ...args) {
        const expression = `(async () => JSON.stringify(await (${f})(...${JSON.stringify(args)})))()`;
        const { result, exceptionDetails } = await send('script.evaluate', { expression, target: { context }, awaitPromise: true });
        if (exceptionDetails) throw new Error(exceptionDetails.text);
        return result.value === undefined ? undefined : JSON.parse(result.value);
      },
      text: () => page.run(() => document.body.innerText.replace(/[\u2068\u2069]/g, '').replace(/\s+/g, ' ').trim()),
      /** Clicks the button with this text, as a user does. */
      async press(text) {
        const [x, y] = await page.run((text) => {
          const button = [...document.querySelectorAll('button')].find((one) => one.innerText.trim() === text);
          button.scrollIntoView({ block: 'center' });
          const { left, top, width, height } = button.getBoundingClientRect();
          return [Math.round(left + width / 2), Math.round(top + height / 2)];
        }, text);
        await send('browsingContext.activate', { context });
        const actions = [{ type: 'pointerMove', x, y }, { type: 'pointerDown', button: 0 }, { type: 'pointerUp', button: 0 }];
        await send('input.performActions', { context, actions: [{ type: 'pointer', id: 'mouse', actions }] });
      },
    };
    // For a 402 without a body the browser shows its own page.
    await page.goto(url).catch(() => {});
    return page;
  }

  async function close() {
    socket.close();
    browser.kill();
    if (browser.exitCode === null && browser.signalCode === null) await once(browser, 'exit');
  }

  return { open, address, problems, close };
}

/** The address Firefox listens on, which it prints. */
async function listening(browser) {
  let printed = '';
  const end = setTimeout(() => browser.kill('SIGKILL'), PATIENCE);
  try {
    for await (const chunk of browser.stderr) {
      printed += chunk;
      const [, address] = /WebDriver BiDi listening on (ws:\S+)/.exec(printed) ?? [];
      if (address) return address;
    }
  } finally {
    clearTimeout(end);
  }
  throw new Error(`Firefox did not start: ${printed}`);
}

/** Opens a session. Errors in the console of any page are collected. */
async function session(address) {
  const socket = new WebSocket(`${address}/session`);
  await once(socket, 'open');
  const waiting = new Map();
  const problems = [];
  socket.on('message', (data) => {
    const { id, type, result, message, method, params } = JSON.parse(data);
    if (method === 'log.entryAdded' && params.level === 'error') problems.push(params.text);
    if (id === undefined) return;
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (type === 'error') reject(new Error(message));
    else resolve(result);
  });
  let last = 0;
  const send = (method, params) => new Promise((resolve, reject) => {
    waiting.set(++last, { resolve, reject });
    socket.send(JSON.stringify({ id: last, method, params }));
  });
  await send('session.new', { capabilities: {} });
  await send('session.subscribe', { events: ['log.entryAdded'] });
  return { send, problems, socket };
}
