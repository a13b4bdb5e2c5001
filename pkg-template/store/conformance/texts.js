// Texts come back exactly as they were written, and are compared exactly.
import { freshId, later, look, same } from './tools.js';

/** In bytes. More than the largest record a paywall writes, which has a kept response of 512 KiB. */
const LARGE = 1024 * 1024;

const ODD = [
  '{"a":1,"b":[null,true,"x"]}', '[1,2]', '"quoted"', 'null', 'true', 'nil', '007', '1e3', '12345678901234567890', 'NaN',
  ' a', 'a ', 'a\n', '\ta', "it's", '\\', '\\u0041', '%s %41', '$1', '${a}', '<a>&amp;', "'; DROP TABLE claims; --", '*', '?', '$3\r\nabc\r\n',
  'é', 'e\u0301', 'ß', 'İ', '漢字', '😀', '\u2028', '\ufeffa', '\u00a0',
];

/** Pairs of texts that some stores take for equal: by case, blanks, beginnings, normal forms, numbers or patterns. */
const ALIKE = [
  ['a', 'A'], ['a', 'a '], ['a', ' a'], ['a', 'ab'], ['ab', 'a'], ['a', ''], ['é', 'e\u0301'], ['1', '1.0'], ['ß', 'ss'],
  ['{"a":1}', '{ "a": 1 }'], ['a%', 'ab'], ['a_', 'ab'],
];

export const TEXTS = [
  ['every text comes back as it was written, as a string', async (store) => {
    for (const text of ODD) {
      const id = freshId();
      await store.swap(id, null, text, later());
      same(await look(store, id), text, 'the register');
      same(await store.swap(id, text, 'next', later()), text, 'the swap that expects it');
      same(await look(store, id), 'next', 'the register afterwards');
    }
  }],
  ['texts are only equal if they match exactly', async (store) => {
    for (const [held, expected] of ALIKE) {
      const id = freshId();
      await store.swap(id, null, held, later());
      same(await store.swap(id, expected, 'taken', later()), held, `a swap that expects ${JSON.stringify(expected)}`);
      same(await look(store, id), held, 'the register, which must not change');
    }
  }],
  ['a large text is kept whole', async (store) => {
    const id = freshId();
    const text = '0123456789é😀'.repeat(LARGE / 16);
    await store.swap(id, null, text, later());
    same(await look(store, id), text, 'the register');
    same(await store.swap(id, `${text.slice(0, -2)}😁`, 'taken', later()), text, 'a swap that expects a text with another end');
    same(await store.swap(id, text, `${text}.`, later()), text, 'the swap that expects it');
    same(await look(store, id), `${text}.`, 'the register afterwards');
  }],
];
