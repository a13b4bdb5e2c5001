// What is stored of a response whatever order the browser's events come in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observation, withRead } from '../../www/extension/src/observe.js';

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
  const documentOf = (details) => observation({ url: 'https://api.example.com/', method: 'GET', type: 'xmlhttprequest', timeStamp: 1, ...details }).document;
  assert.equal(documentOf({ frameId: 0, parentFrameId: -1, documentId: 'page' }), 'page');
  // Chromium names a page this way that calls before the tab has become its own.
  assert.equal(documentOf({ frameId: 5, parentFrameId: -1, documentId: 'page' }), 'page');
  assert.equal(documentOf({ frameId: 5, parentFrameId: 0, documentId: 'frame', parentDocumentId: 'page' }), 'page');
  assert.equal(documentOf({ frameId: 0, parentFrameId: -1 }), undefined, 'Firefox names no documents');
});
