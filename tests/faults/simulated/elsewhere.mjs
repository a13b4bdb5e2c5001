// Another paywall, which differs from the sellers of this world in one thing: what a pass of theirs is worth there.
import { paywall } from 'mpp-wasm/edge';
import { PATHS, UNCLEAR, routeOf, routes } from './places.mjs';
import { collected } from './visitor.mjs';

const OTHER = 'another-secret-of-at-least-32-bytes!!';

/** What differs, and whether a pass is still good. */
const DIFFERENCES = [
  [() => ({}), true],
  [({ secret, previousSecrets }) => ({ secret: OTHER, previousSecrets: [secret, ...previousSecrets] }), true],
  [({ stripe }) => ({ stripe: { ...stripe, secretKey: 'sk_test_other' } }), true],
  [() => ({ challengeTtl: 60_000, cors: false }), true],
  [(_, ttl) => ({ routes: routes(ttl, { description: 'Other words' }) }), true],
  [() => ({ routes: routes(60_000) }), true],
  [() => ({ realm: 'other.example.com' }), false],
  [() => ({ secret: OTHER, previousSecrets: [] }), false],
  [({ stripe }) => ({ stripe: { ...stripe, networkId: 'profile_2' } }), false],
  [(_, ttl) => ({ routes: routes(ttl, { price: '1.01 USD' }) }), false],
  [(_, ttl) => ({ routes: routes(ttl, { price: '1.00 EUR' }) }), false],
  [() => ({ routes: routes() }), false],
];
const PROBES = 3;

/** Shows a pass there, and what others make of it. */
export async function visitElsewhere(world, pass) {
  const [differ, isGood] = world.pick([DIFFERENCES[0], ...DIFFERENCES]);
  const config = { ...world.terms.of(0), store: world.store.of({}), onEvent() {} };
  let runs = 0;
  const origin = () => new Response(`run ${(runs += 1)}`);
  const site = paywall({ ...config, ...differ(config, world.terms.passTtl), origin });
  for (let probe = 0; probe < PROBES; probe++) {
    const path = world.pick([pass.path, world.pick(PATHS), world.pick(UNCLEAR)]);
    const cookie = world.pick([pass.text, collected(world, [pass.text], path)]);
    const isIn = routeOf('GET', path) === undefined || (isGood && world.passes.opens(cookie, 'GET', path, world.now));
    runs = 0;
    const { status } = await site.fetch(new Request(`https://api.example.com${path}`, { headers: { cookie } }));
    world.note(`elsewhere: ${path} ${status} ${cookie}`);
    world.books.must(status === (isIn ? 200 : 402) && runs === Number(isIn), `${path} is ${isIn ? 'closed' : 'open'} where ${differ}`);
  }
}
