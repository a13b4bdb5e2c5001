// Compares inputs with both peers: finds every disagreement and the class that explains it, if any.
import { CLASSES } from './classes.mjs';
import { points } from './compare.mjs';
import { answer } from './package.mjs';

/** Resolves with `[{ points: [{ …point, class? }], outcome }]`. `outcome`: both, one or none of the sides read it. */
export async function examine(inputs, crate) {
  const native = await crate.ask(inputs);
  return inputs.map((input, at) => {
    const { pairs, own } = answer[input.kind](input);
    const found = [...points('mppx', pairs), ...points('mpp', native[at]), ...points('crate', twins(input, own, native[at]))];
    for (const point of found) point.class = CLASSES.find((one) => one.peers.includes(point.peer) && holds(one, point, input))?.id;
    return { points: found, outcome: outcome(pairs, native[at]) };
  });
}

/** A predicate that throws for an input does not hold. */
function holds(one, point, input) {
  try {
    return one.holds(point, input);
  } catch {
    return false;
  }
}

/** Pairs our own two interfaces, the package and the crate, as if they were peers. */
function twins(input, own, native) {
  return own.map(({ at, ...ours }) => {
    let theirs = native.find((pair) => pair.at === at)?.ours ?? { no: 'no answer' };
    if (at === 'list') {
      // The package lists unreadable challenges separately.
      ours = ours.ok.map((ok) => ({ ok }));
      theirs = theirs.filter(({ ok }) => ok !== undefined);
    }
    // The package returns all offers if the header does not select any.
    if (at === 'rank' && !theirs.ok?.length) theirs = { ok: input.offers.map((_, n) => n) };
    return { at, ours, peer: theirs };
  });
}

function outcome(pairs, native) {
  const reads = (answers) => answers.flat().filter(({ no }) => no === undefined).length > 0;
  const ours = reads([native[0].ours]);
  const theirs = reads([native[0].peer]) || (pairs[0]?.peer.no === undefined && pairs.length > 0);
  return ours && theirs ? 'both read' : ours || theirs ? 'one read' : 'none read';
}
