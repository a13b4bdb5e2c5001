// One caller, one register.
import { freshId, later, look, same } from './tools.js';

export const REGISTER = [
  ['an empty register answers null and takes the text', async (store) => {
    const id = freshId();
    same(await store.swap(id, null, 'a', later()), null, 'the first swap');
    same(await look(store, id), 'a', 'then it holds');
  }],
  ['undefined expects nothing, as null does', async (store) => {
    const id = freshId();
    same(await store.swap(id, undefined, 'a', later()), null, 'the first swap');
    same(await look(store, id), 'a', 'then it holds');
    same(await store.swap(id, undefined, 'b', later()), 'a', 'the second swap');
    same(await look(store, id), 'a', 'then it still holds');
  }],
  ['a register that holds something is not taken by a swap that expects nothing', async (store) => {
    const id = freshId();
    await store.swap(id, null, 'a', later());
    same(await store.swap(id, null, 'b', later()), 'a', 'the second swap');
    same(await look(store, id), 'a', 'then it still holds');
  }],
  ['an empty text is not nothing: an empty register stays empty', async (store) => {
    const id = freshId();
    same(await store.swap(id, '', 'a', later()), null, 'a swap that expects ""');
    same(await look(store, id), null, 'then it holds');
  }],
  ['an empty register stays empty where something is expected', async (store) => {
    const id = freshId();
    same(await store.swap(id, 'a', 'b', later()), null, 'the swap');
    same(await look(store, id), null, 'then it holds');
  }],
  ['the expected text is replaced, and what was there is the answer', async (store) => {
    const id = freshId();
    await store.swap(id, null, 'a', later());
    same(await store.swap(id, 'a', 'b', later()), 'a', 'the second swap');
    same(await store.swap(id, 'b', 'b', later()), 'b', 'a swap that changes nothing');
    same(await store.swap(id, 'a', 'c', later()), 'b', 'a swap that expects the text before');
    same(await look(store, id), 'b', 'at last it holds');
  }],
  ['registers do not touch each other, also where ids differ in case or by a sign', async (store) => {
    const id = freshId();
    const ids = [id, id.toUpperCase(), `${id} `, `${id}-`, `${id}_`, `${id}%`, `${id}*`, id.slice(0, -1), `${id}:x`];
    for (const each of ids) same(await store.swap(each, null, each, later()), null, `the first swap of ${each}`);
    for (const each of ids) same(await look(store, each), each, `${each} holds`);
  }],
];
