// What is sold at which paths, and what a pass of which route opens.
import { createHash } from 'node:crypto';

/** A path's route by its method; what has none is free. A path that could also lead to another route is opened by no pass. */
const PLACES = {
  '/paid': () => '/paid',
  '/paid/a': () => '/paid/*',
  '/club/a': () => '/club/*',
  '/club/b': () => '/club/*',
  '/club//b': () => '/club/*',
  '/Club/a': () => '/club/*',
  '/club/free': () => undefined,
  '/club/inner/a': () => '/club/inner/*',
  '/club/inner/..%2fb': () => 'unclear',
  '/paid/..%2fclub%2fb': () => 'unclear',
  '/one': () => '/one',
  '/reads/a': (method) => (['GET', 'HEAD'].includes(method) ? 'GET /reads/*' : undefined),
  '/board': (method) => (['GET', 'HEAD'].includes(method) ? undefined : '/board'),
  '/form': (method) => (method === 'POST' ? 'POST /form' : undefined),
  '/free': () => undefined,
};
const WITH_PASSES = ['/club/*', '/club/inner/*', '/one', 'GET /reads/*'];
const WITHOUT = ['/paid', '/paid/*', '/board', 'POST /form'];

export const PATHS = Object.keys(PLACES);
/** Those that may lead to one route or another. */
export const UNCLEAR = PATHS.filter((path) => PLACES[path]('GET') === 'unclear');

export const routeOf = (method, path) => PLACES[path](method);

/** The paths that are sold by `method`, as one would ask for them. */
export const soldBy = (method) => PATHS.filter((path) => routeOf(method, path) && !/%|\/\//.test(path));

export const hasPasses = (route) => WITH_PASSES.includes(route);

/** The name of the cookie with a route's pass. */
export const nameOf = (route) => `__Secure-mpp-pass-${createHash('sha256').update(route).digest('base64url').slice(0, 11)}`;

/** The paths of a route, in the letters that its browser knows from the path where it paid. */
export const pathsLike = (path) => {
  const route = routeOf('GET', path);
  return PATHS.filter((other) => routeOf('GET', other) === route && other.split('/')[1] === path.split('/')[1]);
};

/** The routes of a configuration. `more`: other terms. Without `passTtl`, none gives passes. */
export function routes(passTtl, { price = '1.00 USD', ...more } = {}) {
  const priced = (patterns, terms) => patterns.map((pattern) => [pattern, { price, ...more, ...terms }]);
  return Object.fromEntries([...priced(WITHOUT), ...priced(WITH_PASSES, passTtl && { passTtl }), ['/club/free', 'free'], ['GET /board', 'free']]);
}
