// Visitors: they have paid, or someone else has, and come back with a pass, an old one, a false one or none.
import { PAGES } from './browser.mjs';
import { OWN } from './passes.mjs';
import { PATHS, nameOf, pathsLike, routeOf } from './places.mjs';

/** What makes of a pass one that was not given. */
const FORGERIES = [
  ({ name, end, tag }) => `${name}=${Number(end) + 1}.${tag}`,
  ({ name, end, tag }) => `${name}=${Number(end) + 1e10}.${tag}`,
  ({ name, end, tag }) => `${name}=+${end}.${tag}`,
  ({ name, end, tag }) => `${name}=0${end}.${tag}`,
  ({ name, end, tag }, at) => `${name}=${end}.${tag.slice(0, at)}${tag[at] === 'A' ? 'B' : 'A'}${tag.slice(at + 1)}`,
  ({ name, end, tag }) => `${name}=${end}.${tag.slice(0, -1)}`,
  ({ name, end, tag }) => `${name}=${end}.${tag}A`,
  ({ name, end }) => `${name}=${end}.`,
  ({ name, end }) => `${name}=${end}`,
  ({ name, tag }) => `${name}=.${tag}`,
  ({ name, end, tag }) => `${name}x=${end}.${tag}`,
  ({ name, end, tag }) => `${name.replace(/^__\w+-/, '')}=${end}.${tag}`,
];

function forge(world, text) {
  const [name, end, tag] = text.split(/[=.]/);
  return world.pick(FORGERIES)({ name, end, tag }, world.below(43));
}

/** What a client sends that is no browser: of `all` that it knows, for whatever path and however old. */
export function collected(world, all, path) {
  const text = world.pick(all);
  // Anyone can tell the name of a route's passes.
  const renamed = `${nameOf(routeOf('GET', path) ?? '/*')}=${text.split('=')[1]}`;
  const other = world.chance(0.6) ? forge(world, text) : renamed;
  const pieces = world.pick([[text], [other], [other, text], [text, other], [other, other, text], all.slice(0, 6)]);
  return pieces.join(world.pick(['; ', '; ', ', ', ';']));
}

/** The `Cookie` of a request. */
export function cookieOf(world, { path, cookies, credential }) {
  const all = world.passes.all.map(({ text }) => text);
  const kept = cookies === 'kept' ? credential.jar.cookies(path, world.now) : [];
  const pieces = cookies === 'any' && all.length ? [collected(world, all, path)] : kept;
  return [...(world.chance(0.2) ? [OWN] : []), ...pieces].join('; ') || undefined;
}

/** Where a pass of `credential` may lead to, or not. `pass`: one that was given. */
export function visit(world, credential, pass) {
  const { jar, page: own } = credential;
  const from = pass?.path ?? credential.path;
  const path = world.chance(0.7) ? world.pick(pathsLike(from)) : world.pick(PATHS);
  const visitor = {
    credential: { jar },
    cookies: world.pick(['kept', 'kept', 'kept', 'any', 'any', undefined]),
    method: world.pick(['GET', 'GET', 'GET', 'GET', 'HEAD', 'POST']),
    path,
    page: world.chance(0.3) ? (own ?? { origin: world.pick(PAGES), includes: world.chance(0.7) }) : undefined,
    isSlow: world.chance(0.1),
    isUnsent: world.chance(world.unsent),
  };
  if (world.chance(0.1)) visitor.leaves = world.pick([0, world.below(30), world.below(300), 'halfway']);
  return visitor;
}
