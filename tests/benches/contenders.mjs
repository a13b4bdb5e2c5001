// The contenders in this process: the built package, the peer's package, and the plain wrapper of the crate `mpp`.
import { readFileSync } from 'node:fs';
import * as mppx from 'mppx';
import * as ours from 'mpp-wasm';
import * as wrap from '../../target/benches/wrap/wrap.js';

wrap.initSync({ module: readFileSync(new URL('../../target/benches/wrap/wrap_bg.wasm', import.meta.url)) });

export { mppx, ours, wrap };
