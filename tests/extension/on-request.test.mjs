// What is looked for or fetched only on request: a checkout, and files for agents.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { it, shop } from './beside.mjs';
import { read } from './extension.mjs';

test('a checkout is looked for only on request, and the package’s table names the credential', async () => {
  for (const [path, seen, title] of [
    ['/checkout', ['cardForm'], 'Pay with a card'],
    ['/elements', ['stripeElements'], 'Pay with a card'],
    ['/steering', ['cardForm', 'agentSteering'], 'Pay with a Link Pay Token'],
    ['/steering-shut', ['cardForm', 'agentBlock'], 'Pay with a card'],
    ['/', [], 'Nothing here asks for payment'],
  ]) {
    const page = await it.visit(shop.url(path));
    const view = await it.popup(page);
    assert.equal(await view.locator('.result').innerText(), '', 'not before it is asked');
    await view.getByRole('button', { name: 'Look for a checkout' }).click();
    assert.equal(await read(view.locator('.result h3')), title, path);
    assert.deepEqual(await view.locator('.result [data-seen]').evaluateAll((list) => list.map(({ dataset }) => dataset.seen)), seen, path);
    if (path !== '/checkout') continue;
    await page.evaluate(() => (location.hash = '#part'));
    await page.goto(shop.url('/elements'));
    await it.until('the next page', async () => (await view.locator('.result').innerText()) === '');
  }
});

test('agents.txt is fetched only on request, without cookies, and shown as the site’s words', async () => {
  const page = await it.visit(shop.url('/'));
  const view = await it.popup(page);
  const asked = () => shop.seen.filter(({ path }) => /agents|llm/.test(path));
  assert.equal(asked().length, 0);
  const [status, headers, text] = shop.answers['/agents.txt'];
  let answer;
  shop.answers['/agents.txt'] = [status, headers, (response) => (answer = () => response.end(text))];
  await view.getByRole('button', { name: 'Ask the site for agents.txt, llm.txt' }).dblclick();
  await it.until('the question', () => answer);
  assert.equal(await read(view.locator('.scan .actions .failed')), 'Asking the site, for 15 seconds at most.');
  answer();
  await view.locator('.result h3').first().waitFor();
  assert.equal(await read(view.locator('.result')), '/agents.txt Pay at /paid, five dollars a call. the site’s own words /llm.txt None found.');
  assert.equal(await view.locator('.failed').count(), 0);
  assert.deepEqual(asked().map(({ path, headers }) => [path, headers.cookie]), [['/agents.txt', undefined], ['/llm.txt', undefined]]);
  // What was asked on one page is not said on the next.
  answer = undefined;
  await view.getByRole('button', { name: 'Ask the site for agents.txt, llm.txt' }).click();
  await it.until('the question', () => answer);
  await page.evaluate(() => history.pushState(undefined, '', '/other'));
  await it.until('the next page', async () => (await view.locator('.result').innerText()) === '');
  answer();
  await view.locator('.failed').waitFor({ state: 'detached' });
  assert.equal(await view.locator('.result').innerText(), '');
  shop.answers['/agents.txt'] = [status, headers, text];
});

test('a file that cannot be fetched is told from one that is not there', async () => {
  const text = { 'content-type': 'TEXT/Plain' };
  for (const [answer, said] of [
    [[200, text, 'Hi'], 'Hi the site’s own words'],
    [[404, text, 'no'], 'None found.'],
    [[503, text, 'down'], 'The site did not answer.'],
    [[301, { location: '/elsewhere' }, ''], 'None found.'],
    // Without an end: only the beginning is read.
    [[200, text, (response) => {
      const timer = setInterval(() => response.write('x'.repeat(8 * 1024)), 10);
      response.on('close', () => clearInterval(timer));
    }], `${'x'.repeat(16 * 1024)} the site’s own words`],
  ]) {
    shop.answers['/llm.txt'] = answer;
    const view = await it.popup(await it.visit(shop.url('/')));
    await view.getByRole('button', { name: 'Ask the site for agents.txt, llm.txt' }).click();
    await view.locator('.result h3').first().waitFor();
    const [, own] = (await read(view.locator('.result'))).split('/llm.txt ');
    assert.ok(own === said, `${answer[0]}: ${own.slice(0, 100)}`);
    await view.close();
  }
  const view = await it.popup(await it.visit(shop.url('/')));
  await it.context.setOffline(true);
  await view.getByRole('button', { name: 'Ask the site for agents.txt, llm.txt' }).click();
  await view.locator('.result h3').first().waitFor();
  assert.equal(await read(view.locator('.result')), '/agents.txt The site did not answer. /llm.txt The site did not answer.');
  await it.context.setOffline(false);
});
