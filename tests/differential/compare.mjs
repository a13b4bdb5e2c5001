// Finds the points at which two sides disagree about an input. Two refusals agree, whatever their messages.

/** Returns `[{ peer, at, what, field?, ours, theirs }]`. `what`: we accept, we refuse, differ. */
export function points(peer, pairs) {
  const out = [];
  for (const { at, ours, peer: theirs } of pairs) {
    if (Array.isArray(ours) || Array.isArray(theirs)) out.push(...lists(peer, at, ours, theirs));
    else out.push(...one(peer, at, ours, theirs));
  }
  return out;
}

/**
 * Compares the challenges of a value: in order if both sides found the same ones, otherwise by id. A challenge whose id
 * the other side does not have is compared with all its refusals.
 */
function lists(peer, at, ours, theirs) {
  const reasons = (refused) => ({ no: refused.map(({ no }) => no).join('\n') || 'no challenge here' });
  const same = (mine, yours) => mine.no !== undefined || yours.no !== undefined || mine.ok.id === yours.ok.id;
  if (ours.length === theirs.length && ours.every((mine, n) => same(mine, theirs[n]))) {
    return ours.flatMap((mine, n) => one(peer, at, mine, theirs[n]));
  }
  const split = (list) => [list.filter(({ ok }) => ok !== undefined), list.filter(({ ok }) => ok === undefined)];
  const [[read, refused], [theirRead, theirRefused]] = [split(ours), split(theirs)];
  const out = theirRead.flatMap((yours) => {
    const found = read.findIndex((mine) => mine.ok.id === yours.ok.id);
    return one(peer, at, found < 0 ? reasons(refused) : read.splice(found, 1)[0], yours);
  });
  return [...out, ...read.flatMap((mine) => one(peer, at, mine, reasons(theirRefused)))];
}

function one(peer, at, ours, theirs) {
  const point = { peer, at, ours, theirs };
  const [accept, accepts] = [ours.no === undefined, theirs.no === undefined];
  if (!accept && !accepts) return [];
  if (accept !== accepts) return [{ ...point, what: accept ? 'we accept' : 'we refuse' }];
  if (JSON.stringify(ours.ok) === JSON.stringify(theirs.ok)) return [];
  const [mine, yours] = [flat(ours.ok), flat(theirs.ok)];
  const fields = [...new Set([...Object.keys(mine), ...Object.keys(yours)])].filter((field) => mine[field] !== yours[field]);
  // A reader that does not keep the encoded request is not compared on it.
  return fields
    .filter((field) => !(field.endsWith('request') && yours[field] === undefined))
    .map((field) => ({ ...point, what: 'differ', field }));
}

function flat(value, prefix = '') {
  if (Array.isArray(value)) return { [prefix || 'value']: value.join(',') };
  if (typeof value !== 'object' || value === null) return { [prefix || 'value']: value };
  return Object.assign({}, ...Object.entries(value).map(([name, member]) => flat(member, prefix ? `${prefix}.${name}` : name)));
}
