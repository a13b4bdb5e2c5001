// One caller, one register.
import { freshId, later, look, same } from './tools.js';

export const REGISTER = [
  ['an empty register returns null and takes the text', async (store) => {
    const id = freshId();
    same(await store.swap(id, null, 'a', later()), null, 'the first swap');
    same(await look(store, id), 'a', 'the register afterwards');
  }],
  ['undefined expects an empty register, like null', async (store) => {
    const id = freshId();
    same(await store.swap(id, undefined, 'a', later()), null, 'the first swap');
    same(await look(store, id), 'a', 'the register afterwards');
    same(await store.swap(id, undefined, 'b', later()), 'a', 'the second swap');
    same(await look(store, id), 'a', 'the register, which must not change');
  }],
  ['a swap that expects an empty register does not change one that holds a text', async (store) => {
    const id = freshId();
    await store.swap(id, null, 'a', later());
    same(await store.swap(id, null, 'b', later()), 'a', 'the second swap');
    same(await look(store, id), 'a', 'the register, which must not change');
  }],
  ['an empty text is a text: a swap that expects it leaves an empty register empty', async (store) => {
    const id = freshId();
    same(await store.swap(id, '', 'a', later()), null, 'a swap that expects ""');
    same(await look(store, id), null, 'the register afterwards');
  }],
  ['a swap that expects a text leaves an empty register empty', async (store) => {
    const id = freshId();
    same(await store.swap(id, 'a', 'b', later()), null, 'the swap');
    same(await look(store, id), null, 'the register afterwards');
  }],
  ['the expected text is replaced, and the previous text is returned', async (store) => {
    const id = freshId();
    await store.swap(id, null, 'a', later());
    same(await store.swap(id, 'a', 'b', later()), 'a', 'the second swap');
    same(await store.swap(id, 'b', 'b', later()), 'b', 'a swap that changes nothing');
    same(await store.swap(id, 'a', 'c', later()), 'b', 'a swap that expects the text before last');
    same(await look(store, id), 'b', 'the register in the end');
  }],
  ['registers are independent, even if their ids differ only in case or by one character', async (store) => {
    const id = freshId();
    const ids = [id, id.toUpperCase(), `${id} `, `${id}-`, `${id}_`, `${id}%`, `${id}*`, id.slice(0, -1), `${id}:x`];
    for (const each of ids) same(await store.swap(each, null, each, later()), null, `the first swap of ${each}`);
    for (const each of ids) same(await look(store, each), each, `register ${each}`);
  }],
];
