// When visitors come.
import { visitElsewhere } from './elsewhere.mjs';
import { order, plan } from './payer.mjs';
import { hasPasses, routeOf, soldBy } from './places.mjs';
import { visit } from './visitor.mjs';

/** Whoever has got a pass comes back, while all else happens. */
export async function comeBack(world, { credential }) {
  const pass = world.passes.all.find((other) => other.credential === credential);
  if (!pass) return;
  await world.sleep(world.below(world.pick([500, Math.min(2 * world.terms.passTtl, 100_000)])), null);
  await world.send(visit(world, credential, pass));
}

/** In the end, someone buys a pass, and visitors come with all that were given: at once, and about when they end. */
export async function visits(world, credentials) {
  const { passTtl } = world.terms;
  if (passTtl && world.chance(0.5)) await buy(world, credentials);
  for (let count = 1 + world.below(3); count > 0; count--) {
    const { all } = world.passes;
    const pass = world.pick([all.at(-1), world.pick(all)]);
    const { skew } = world.pick(world.processes);
    const rest = (pass?.end ?? 0) - skew - world.now;
    const pause = world.pick([0, 0, world.below(passTtl ?? 1), rest - world.below(6), rest - world.below(100), rest + world.long()]);
    if (pass && world.chance(0.5)) await world.do(() => visitElsewhere(world, pass));
    await world.do(() => world.sleep(Math.max(0, pause)));
    await world.do(() => world.send(visit(world, pass?.credential ?? world.pick(credentials), pass)));
  }
  for (const pass of world.passes.all.slice(-1)) {
    // Exactly when it ends, too.
    await world.do(() => world.sleep(Math.max(0, pass.end - world.now - world.below(2))));
    await world.do(() => visitElsewhere(world, pass));
  }
}

async function buy(world, credentials) {
  const path = world.pick(soldBy('GET').filter((own) => hasPasses(routeOf('GET', own))));
  await world.do(async () => credentials.push(await order(world, [], { method: 'GET', path, card: 'pm_card_visa' })));
  await world.do(() => world.send(plan(world, credentials.at(-1))));
}
