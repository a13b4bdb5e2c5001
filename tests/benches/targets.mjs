// The targets. `best`: a factor or a rate, where higher is better. `most`: a cost, where lower is better. Two have a
// higher value for a package that uses SIMD, as this one does.

export const TARGETS = {
  'node: decode two challenges': { best: 11, unit: 'x mppx' },
  'node: decode two challenges, with SIMD': { best: 14, unit: 'x mppx' },
  'node: verify a credential, in full': { best: 7, unit: 'x mppx' },
  'node: verify a credential, in full, with SIMD': { best: 10, unit: 'x mppx' },
  'node: verify a credential, to { ok, payload }': { best: 11, unit: 'x mppx' },
  'node: issue from a prepared offer': { best: 35, unit: 'x mppx' },
  'node: create a challenge': { best: 7, unit: 'x mppx' },
  'node: redact 1 MB': { best: 100, unit: 'MB/s' },
  'native: decode two challenges': { best: 3, unit: 'x mpp' },
  'native: verify a credential': { best: 3, unit: 'x mpp' },
  'native: redact 1 MB': { best: 200, unit: 'MB/s' },
  'http: 402 answers, beside a bare answer': { best: 0.75, unit: 'x bare' },
  'http: 402 answers, beside mppx': { best: 2, unit: 'x mppx' },
  'server: 402 answers, beside mppx': { best: 2, unit: 'x mppx' },
  'size: Worker bundle, gzip': { most: 45, unit: 'KB' },
  'size: slim entry, gzip': { most: 20, unit: 'KB' },
  'start: first verify in a fresh process': { most: 3, unit: 'ms' },
  'start: first verify, beside mppx': { best: 6, unit: 'x mppx' },
  'memory: growth over 10 million calls': { most: 0, unit: 'KB' },
  'memory: wasm memory of the paywall': { most: 2048, unit: 'KB' },
};

/** The limit for twice the input. A linear cost measures slightly below or above 2. */
const LINEAR = { most: 2.2, unit: 'x' };

/** A target with its result, and whether it is met. */
export function judge(name, value) {
  const target = name.startsWith('growth: ') ? LINEAR : TARGETS[name];
  if (!target) throw new Error(`no such target: ${name}`);
  const reached = target.best === undefined ? value <= target.most : value >= target.best;
  return { name, value, unit: target.unit, target: target.best ?? target.most, kind: target.best === undefined ? 'at most' : 'at least', reached };
}
