// What is stored of a response whatever order the browser's events come in.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { KEPT, bare, isDocument, isSame, observation, whole, withRead } from '../../www/extension/src/observe.js';

const call = (timeStamp) => observation({ url: 'https://api.example.com/', method: 'GET', type: 'xmlhttprequest', frameId: 0, timeStamp });

test('a body that was read before its response was announced stays, and a later response has none', () => {
  const read = { ...call(1_000), body: '{}', readAt: 2_000 };
  const late = withRead(call(1_999), read);
  assert.deepEqual([late.time, late.body, withRead(call(2_000), late).body], [1_999, '{}', '{}']);
  assert.equal(withRead(call(2_001), read).body, undefined);
  assert.equal(withRead(call(2_001), call(1_000)).body, undefined);
  assert.equal(withRead(call(2_001), undefined).body, undefined);
});

test('a response belongs to the page, whatever frame the browser names, and what a frame loads to the frame’s parent', () => {
  const documentOf = (details) =>
    observation({ url: 'https://api.example.com/', method: 'GET', type: 'xmlhttprequest', timeStamp: 1, ...details }).document;
  assert.equal(documentOf({ frameId: 0, parentFrameId: -1, documentId: 'page' }), 'page');
  // Chromium names a page this way that calls before the tab has become its own.
  assert.equal(documentOf({ frameId: 5, parentFrameId: -1, documentId: 'page' }), 'page');
  assert.equal(documentOf({ frameId: 5, parentFrameId: 0, documentId: 'frame', parentDocumentId: 'page' }), 'page');
  assert.equal(documentOf({ frameId: 0, parentFrameId: -1 }), undefined, 'Firefox names no documents');
});

test('who called is known of the page itself, as far as the browser tells', () => {
  const called = { url: 'https://api.example.com/', method: 'GET', type: 'xmlhttprequest', parentFrameId: -1 };
  const from = (details) => observation({ ...called, ...details }).from;
  assert.equal(from({ initiator: 'https://site.example' }), 'https://site.example');
  assert.equal(from({ documentUrl: 'https://site.example/one?two' }), 'https://site.example');
  const framed = { initiator: 'https://site.example', parentFrameId: 0 };
  for (const details of [{}, { initiator: 'null' }, { documentUrl: 'about:blank' }, framed]) assert.equal(from(details), undefined);
});

test('of the headers, those that name terms are stored: every field of a name, in any case, as text or bytes, up to a length', () => {
  const request = { url: 'https://api.example.com/#part', method: 'GET', type: 'main_frame' };
  const seen = (...responseHeaders) => observation({ ...request, responseHeaders });
  const field = (name, value) => ({ name, value });
  const { url, kind, headers } = seen(
    field('Set-Cookie', 'a=b'),
    field('WWW-Authenticate', 'Basic\nPayment a'),
    field('www-authenticate', 'Payment b'),
    field('Payment-Required', 'e30='),
  );
  assert.deepEqual([url, kind], ['https://api.example.com/', 'page']);
  assert.deepEqual(headers, { 'www-authenticate': 'Basic, Payment a, Payment b', 'payment-required': 'e30=' });
  assert.deepEqual(
    seen({ name: 'WWW-Authenticate', binaryValue: [0x50, 0xe9] }, { name: 'Payment-Required' }).headers,
    { 'www-authenticate': 'P\u00e9', 'payment-required': '' },
  );
  assert.deepEqual(seen(field('X-Payment-Required', 'e30=')).headers, { 'x-payment-required': 'e30=' });
  const long = 'x'.repeat(60_000);
  assert.equal(seen(field('WWW-Authenticate', long), field('WWW-Authenticate', long)).headers['www-authenticate'].length, 70_000);
  assert.equal(seen({ name: 'WWW-Authenticate', binaryValue: Array(200_000).fill(0x78) }).headers['www-authenticate'].length, 70_000);
  assert.deepEqual(['sub_frame', 'xmlhttprequest'].map((type) => observation({ url: '', type }).kind), ['frame', 'call']);
});

test('a copy from the browser’s cache gets the header it lacks from the response it is a copy of', () => {
  const request = { url: 'https://api.example.com/', method: 'GET', type: 'main_frame' };
  const seen = (fromCache, ...fields) =>
    observation({ ...request, fromCache, responseHeaders: fields.map(([name, value]) => ({ name, value })) });
  const terms = ['www-authenticate', 'Payment a'];
  const [first, copy] = [seen(false, terms), seen(true)];
  assert.deepEqual([first.cut, copy.cut, seen(true, terms).cut, seen(false).cut].map(Boolean), [false, true, false, false]);
  assert.deepEqual(whole(copy, first), { ...copy, headers: { 'www-authenticate': 'Payment a' }, cut: false });
  for (const before of [undefined, copy]) assert.equal(whole(copy, before), copy);
  for (const name of ['payment-required', 'x-payment-required']) {
    const other = [name, 'e30='];
    assert.equal(whole(copy, seen(false, terms, other)), copy, name);
    assert.deepEqual(whole(seen(true, other), seen(false, terms, other)).headers, { 'www-authenticate': 'Payment a', [name]: 'e30=' });
  }
});

test('two responses answer the same request if address, method and kind are the same', () => {
  const one = call(1_000);
  assert.ok(isSame(one, call(2_000)));
  for (const more of [{ url: 'https://api.example.com/two' }, { method: 'POST' }, { kind: 'page' }]) assert.ok(!isSame(one, { ...one, ...more }));
  assert.equal(bare('https://api.example.com/?a#b#c'), 'https://api.example.com/?a');
});

test('a download or an empty response leaves the document as it was; what is not a success is no download', () => {
  const other = { name: 'x', value: 'attachment' };
  const is = (statusCode, name, value) => isDocument({ statusCode, responseHeaders: name ? [other, { name, value }] : [other] });
  const [disposition, type] = ['Content-Disposition', 'Content-Type'];
  const data = ['application/json; charset=utf-8', 'application/problem+json', 'application/xhtml+xml', 'application/pdf'];
  const documents = [
    [200], [402], [206], [402, disposition, 'attachment'], [402, type, 'application/zip'],
    ...['inline; filename="attachment"', 'attachments', undefined].map((value) => [200, disposition, value]),
    ...['text/html', 'image/png', '', undefined, ...data].map((value) => [200, type, value]),
  ];
  const office = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  const downloads = [
    [204], [205], [200, disposition, ' Attachment; filename="x"'],
    ...['application/zip', ' Application/octet-stream', office, 'application/jsonl'].map((value) => [200, type, value]),
  ];
  for (const [statusCode, ...field] of documents) assert.ok(is(statusCode, ...field), `${statusCode} ${field}`);
  for (const [statusCode, ...field] of downloads) assert.ok(!is(statusCode, ...field), `${statusCode} ${field}`);
});

test('the README and SECURITY name every header that is stored', () => {
  for (const file of ['www/extension/README.md', 'SECURITY.md']) {
    const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').toLowerCase();
    for (const name of KEPT) assert.ok(text.includes(`\`${name}\``), `${file}: ${name}`);
  }
});
