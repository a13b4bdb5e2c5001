// Which 402 responses belong to a tab, and which wait to be stored, without a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { among, arrived, at, called, hasPage, inTab, isElsewhere, MAX_ASKS, NOTHING, restored } from '../../www/extension/src/tab.js';
import { taken, wait } from '../../www/extension/src/waiting.js';

const SITE = 'https://api.example.com';
const call = (path, more) => ({ url: `${SITE}${path}`, method: 'GET', kind: 'call', document: 'one', time: 1_000, ...more });
const page = (path, more) => call(path, { kind: 'page', ...more });
const arrivedAt = (path, ...calls) => calls.reduce(called, arrived({ url: `${SITE}${path}#part`, requestId: '1' }, page(path)));

test('a call replaces an earlier one with the same address and method; the page’s own response stays first', () => {
  const post = call('/one', { method: 'POST' });
  const state = arrivedAt('/one', call('/one'), post, call('/two'), call('/one', { time: 2_000 }));
  assert.deepEqual(state, { page: `${SITE}/one`, request: '1', asks: [page('/one'), call('/one', { time: 2_000 }), call('/two'), post] });
  const many = Array.from({ length: 25 }, (_, n) => call(`/${n}`)).reduce(called, state);
  assert.deepEqual(
    many.asks.map(({ url }) => url),
    [page('/one'), ...Array.from({ length: MAX_ASKS }, (_, n) => call(`/${24 - n}`))].map(({ url }) => url),
  );
  assert.deepEqual([hasPage(many), hasPage(called(NOTHING, post))], [true, false]);
  assert.deepEqual(arrived({ url: `${SITE}/two`, requestId: '2' }), { page: `${SITE}/two`, request: '2', asks: [] });
});

test('what a page of another site called is not the tab’s any more when it is answered', () => {
  const state = arrivedAt('/one');
  assert.equal(called(state, call('/late', { from: 'https://other.example' })), state);
  for (const from of [SITE, undefined]) assert.equal(called(state, call('/two', { from })).asks.length, 2);
  assert.equal(called(NOTHING, call('/two', { from: SITE })).asks.length, 1, 'of a page that has not been seen to arrive');
});

test('at another address of the same site the calls stay, and the page’s own response does not; nothing stays elsewhere', () => {
  const state = arrivedAt('/one', call('/two'));
  assert.equal(at(state, `${SITE}/one#other`), state, 'the same object, so that nothing is written');
  assert.deepEqual(at(state, `${SITE}/other`), { page: `${SITE}/one`, request: '1', asks: [call('/two')] });
  for (const url of ['https://api.example.com:444/one', 'http://api.example.com/one', 'about:blank', '']) {
    assert.deepEqual(at(state, url).asks, [], url);
  }
  const elsewhere = called(at(state, 'https://other.example/#part'), call('/late'));
  assert.equal(at(elsewhere, 'https://other.example/two'), elsewhere, 'what a page calls stays, even if its response was not seen');
  assert.deepEqual(at(state, undefined), { page: undefined, asks: [] });
  const early = called(NOTHING, call('/two'));
  assert.equal(at(early, `${SITE}/one`), early, 'of a page that has not been seen to arrive');
});

test('the page’s own response stays at another address of the site if the document there is the one that was answered', () => {
  const state = arrivedAt('/one', call('/two'));
  const moved = { url: `${SITE}/moved` };
  assert.equal(inTab(state, moved, { url: `${SITE}/one#part`, status: 402 }), state);
  for (const loaded of [
    undefined, { url: `${SITE}/one`, status: 200 }, { url: `${SITE}/one` }, { url: `${SITE}/moved`, status: 402 },
    { url: '', status: 402 },
  ]) {
    assert.deepEqual(inTab(state, moved, loaded).asks, [call('/two')], JSON.stringify(loaded));
  }
  assert.deepEqual(inTab(state, { url: 'https://other.example/one' }, { url: `${SITE}/one`, status: 402 }).asks, []);
  assert.equal(isElsewhere(state, moved), true);
  const here = [{ url: `${SITE}/one#other` }, { ...moved, pendingUrl: `${SITE}/next` }, { url: 'https://other.example/' }, {}, undefined];
  for (const tab of here) assert.equal(isElsewhere(state, tab), false, JSON.stringify(tab));
  assert.equal(isElsewhere(called(NOTHING, call('/two')), moved), false);
});

/** The paths of what still applies to documents. */
const leftOf = (state, documents, time = 1_000) => among(state, documents, time).asks.map(({ url }) => url.slice(SITE.length));

test('what documents left behind is dropped when the tab shows others, unless it came since', () => {
  const state = arrivedAt('/one', call('/two'), call('/frame', { kind: 'frame', document: 'other' }));
  const left = (documents, time) => leftOf(state, documents, time);
  assert.deepEqual(left({ ids: ['one', 'other'], status: 402 }), ['/one', '/frame', '/two']);
  assert.deepEqual(left({ ids: ['one'], status: 402 }), ['/one', '/two']);
  assert.deepEqual(left({ ids: ['new'], status: 200 }), []);
  assert.deepEqual(left({ ids: ['new'], status: 200 }, 999), ['/one', '/frame', '/two'], 'it came since');
  for (const status of [0, undefined]) assert.deepEqual(left({ ids: ['new'], status }), ['/one'], 'the browser does not tell the status');
  assert.deepEqual(left({ ids: [], status: 402 }), ['/one', '/frame', '/two'], 'the browser names no documents');
  const unnamed = called(NOTHING, call('/two', { document: undefined }));
  assert.equal(among(unnamed, { ids: ['new'], status: 200 }, 1_000), unnamed);
});

test('a page that was restored asks for nothing where the browser does not allow to look, unless another came since', () => {
  const { asks: [ask] } = arrivedAt('/one');
  const state = called(restored({ url: `${SITE}/one` }, ask), call('/two'));
  assert.deepEqual(leftOf(state, { ids: ['one'], status: 402 }), ['/one', '/two']);
  assert.deepEqual(leftOf(state, undefined), ['/two'], 'an error page is in its place');
  assert.deepEqual(leftOf(state, undefined, 999), ['/one', '/two']);
  const answered = arrivedAt('/one', call('/two'));
  assert.deepEqual(leftOf(answered, undefined), ['/one', '/two'], 'a page that was answered may be in a viewer of the browser');
});

test('the calls of one wait are stored together, the newest of them; a wait that has ended takes no more', () => {
  const list = wait(1, 'first');
  assert.deepEqual(list, ['first']);
  for (let n = 0; n < MAX_ASKS; n += 1) assert.equal(wait(1, n), undefined);
  assert.deepEqual(list, Array.from({ length: MAX_ASKS }, (_, n) => n));
  assert.deepEqual(wait(2, 'other'), ['other']);
  taken(1);
  const next = wait(1, 'next');
  assert.deepEqual([next, list.length], [['next'], MAX_ASKS]);
  taken(1, list);
  assert.equal(wait(1, 'more'), undefined, 'an earlier list does not end a later wait');
  taken(1, next);
  assert.deepEqual([wait(1, 'again'), wait(2, 'more')], [['again'], undefined]);
});
