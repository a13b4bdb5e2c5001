import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeForm, MAX_DEPTH, MAX_PARAMETERS } from './form.mjs';

const decoded = (text) => JSON.stringify(decodeForm(text));

test('names nest, append and decode', () => {
  assert.equal(decoded(''), '{}');
  assert.equal(decoded('a=1&b=&c'), '{"a":"1","b":"","c":""}');
  assert.equal(decoded('a[b][c]=1&a[b][d]=2&a[e]=3'), '{"a":{"b":{"c":"1","d":"2"},"e":"3"}}');
  assert.equal(decoded('a[]=1&a[]=2&b[c][]=3'), '{"a":["1","2"],"b":{"c":["3"]}}');
  assert.equal(decoded('a%5Bb%5D=x+y%26%3D%E2%82%AC&c=1=2'), '{"a":{"b":"x y&=€"},"c":"1=2"}');
});

test('names of the object prototype are data', () => {
  assert.equal(decoded('__proto__=1&constructor[name]=2&a[__proto__][polluted]=3'),
    '{"__proto__":"1","constructor":{"name":"2"},"a":{"__proto__":{"polluted":"3"}}}');
  decodeForm('__proto__[polluted]=1&constructor[prototype][polluted]=1');
  assert.equal({}.polluted, undefined);
});

test('depth and number of parameters are limited', () => {
  const nested = (depth) => `a${'[b]'.repeat(depth - 1)}=1`;
  decodeForm(nested(MAX_DEPTH));
  assert.throws(() => decodeForm(nested(MAX_DEPTH + 1)), { status: 400, message: /deeper/ });
  const many = (count) => Array.from({ length: count }, (_, i) => `a${i}=1`).join('&');
  decodeForm(many(MAX_PARAMETERS));
  assert.throws(() => decodeForm(many(MAX_PARAMETERS + 1)), { status: 400, message: /More than/ });
});

test('ambiguous forms are refused', () => {
  for (const text of ['a=1&a=2', 'a=1&a[b]=2', 'a[b]=1&a=2', 'a[]=1&a=2', 'a[]=1&a[b]=2', 'a[b]=1&a[]=2', 'a[b=1', 'a]=1', '[a]=1', '=1',
    'a[b]c=1', 'a[][b]=1', 'a=%', 'a=%ff', '%c3=1']) {
    assert.throws(() => decodeForm(text), { name: 'Error', status: 400 }, text);
  }
});
