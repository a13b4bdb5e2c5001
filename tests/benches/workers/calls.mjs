// The same calls inside a Worker. Its clock stands still while it computes, so the client measures the time.
// `/?call=3&who=ours&repeats=1000` makes that many calls. `/agree` compares the contenders.
import assert from 'node:assert/strict';
import * as mppx from 'mppx';
import * as ours from 'mpp-wasm';
import * as wrap from '../../../target/benches/wrap/wrap.js';
import wrapModule from './wrap_bg.wasm';
import { agree } from '../measure.mjs';
import { operations } from '../operations.mjs';

wrap.initSync({ module: wrapModule });
let list;

export default {
  fetch(request, env) {
    list ??= operations({ ours, mppx, wrap }, env.INPUTS);
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/names') {
      return Response.json(list.map(({ name, calls, floor }) => ({ name, who: [...Object.keys(calls), ...(floor ? ['floor'] : [])] })));
    }
    if (pathname === '/agree') {
      for (const operation of list) agree(operation, assert.deepEqual);
      return new Response('they agree');
    }
    const { calls, floor } = list[Number(searchParams.get('call'))];
    const call = { ...calls, floor }[searchParams.get('who')];
    let result;
    for (let n = Number(searchParams.get('repeats')); n > 0; n--) result = call();
    return new Response(typeof result);
  },
};
