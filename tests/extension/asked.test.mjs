// Requests on demand, and where their bodies are cut. The function runs in a page; here it runs in Node.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask } from '../../www/extension/src/asked.js';
import { site } from './site.mjs';

let shop;
before(async () => (shop = await site()));
after(() => shop.close());

const asked = (answer, seconds = 60) => {
  shop.answers['/asked'] = answer;
  return ask(shop.url('/asked'), 'error', 8, seconds);
};

test('a body is read up to its limit, and the rest is canceled', async () => {
  const type = 'text/html; charset=utf-8';
  assert.deepEqual(await asked([402, {}, '12345678']), { text: '12345678', status: 402, type });
  assert.deepEqual(await asked([402, {}, '123456789']), { text: '12345678', status: 402, type, partial: 'long' });
  assert.deepEqual(await asked([204, {}, '']), { text: '', status: 204, type });
  let left;
  const closed = new Promise((done) => (left = done));
  const endless = (response) => {
    const timer = setInterval(() => response.write('123'), 1);
    response.on('close', () => (clearInterval(timer), left()));
  };
  assert.deepEqual(await asked([200, {}, endless]), { text: '12312312', status: 200, type, partial: 'long' });
  await closed;
});

test('an answer that is late, breaks off or leads elsewhere is told from one that ends', async () => {
  const type = 'text/html; charset=utf-8';
  assert.deepEqual(await asked([402, {}, () => {}], 0.2), { text: '', partial: 'late' });
  assert.deepEqual(await asked([402, {}, (response) => response.write('123')], 0.5), { text: '123', status: 402, type, partial: 'late' });
  const broken = (response) => response.write('123', () => setTimeout(() => response.destroy(), 50));
  assert.deepEqual(await asked([402, {}, broken]), { text: '123', status: 402, type, partial: 'broken' });
  assert.deepEqual(await asked([302, { location: '/page' }, '']), { text: '', partial: 'broken' });
});
