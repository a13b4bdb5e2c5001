// A paywall in front of an origin or a handler, for any runtime with fetch.
import { MppError } from '../error.js';
import { describeError, logError, say } from './log-error.js';
import { Incoming, withDirect } from './proxy/incoming.js';
import { hasCredential } from './proxy/request-lines.js';
import { init, isReady } from './ready.js';
import { refuse, toResponse } from './respond.js';
import { Site } from './site.js';

/**
 * Makes a paywall. A configuration object is checked now, and an error in it is thrown. A function of the environment
 * is called at the first request, and while its result is wrong, every request is answered with 500.
 */
export function paywall(config) {
  const late = typeof config === 'function';
  let site;
  /** The handlers that were guarded before there was a site. */
  const charges = [];

  const make = (env) => {
    const made = new Site(late ? configured(config, env) : config);
    for (const charge of charges) charge.route = made.addCharge(charge.terms);
    return made;
  };
  if (!late && isReady()) site = make();

  /** Serves a request by `f`. `request`: what the caller gave. `finish`: what becomes of what was served. */
  const serve = async (request, ctx, f, finish) => {
    try {
      if (!isReady()) await init();
    } catch (error) {
      logError('not-ready', error);
      return new Response('The paywall could not be loaded.\n', { status: 500, headers: { 'cache-control': 'no-store' } });
    }
    try {
      const served = f();
      // Most refusals are there at once, and waiting for them would only take time.
      return finish(served instanceof Promise ? await served : served);
    } catch (error) {
      if (!(error instanceof MppError && String(error.code).startsWith('bad-'))) {
        if (site) site.fault(request, ctx, error);
        else logError('internal', error);
        return refuse(hasCredential(request) ? 'internal' : 'not-handled', request);
      }
      say(error.code, error.message);
      return refuse('bad-config', request);
    }
  };

  const open = (f) =>
    withDirect(
      (request, env, ctx) => serve(request, ctx, () => f(new Incoming(request), env, ctx), toResponse),
      (incoming) => serve(incoming, undefined, () => f(incoming), (served) => served),
    );

  return {
    /** Answers a request: free routes pass through, priced ones must be paid for first. */
    fetch: open((incoming, env, ctx) => (site ??= make(env)).serve(incoming, env, ctx)),

    /** Guards one handler: takes `(request, env, ctx) => Response` and returns the same, behind a payment. */
    charge(terms, handler) {
      if (typeof handler !== 'function') {
        throw new MppError('bad-config', 'charge needs a handler: charge("1.00 USD", (request, env, ctx) => Response)');
      }
      const charge = { terms, route: undefined };
      if (site) charge.route = site.addCharge(terms);
      else charges.push(charge);
      return open((incoming, env, ctx) => {
        site ??= make(env);
        return site.charge(charge.route, incoming, (paid) => handler(paid, env, ctx), ctx);
      });
    },
  };
}

/** What a function of the environment returns. Of what it throws, only the name is told: the rest may quote a secret. */
function configured(config, env) {
  try {
    return config(env);
  } catch (error) {
    if (error instanceof MppError) throw error;
    const hint = env === undefined ? '; no env was passed: in Node, pass a configuration object, or call fetch(request, env)' : '';
    throw new MppError('bad-config', `the configuration function threw ${describeError(error)}${hint}`);
  }
}
