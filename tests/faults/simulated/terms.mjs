// The configuration of a world's sellers: what its processes have in common, and in what they differ.
import { PAGES } from './browser.mjs';
import { routes } from './places.mjs';
import { BASE, KEYS } from './processor.mjs';

const CAPTURES = ['after-delivery', 'before-delivery'];
const SECRETS = ['a-signing-secret-of-at-least-32-bytes', 'the-next-secret-of-more-than-32-bytes!!'];

export class Terms {
  #world;
  #capture;
  #keys;
  #secrets;

  constructor(world) {
    this.#world = world;
    this.#capture = world.pick(CAPTURES);
    /** The keys of its processes: of one account, of another one, and both. */
    this.#keys = world.pick([[0], [0], [0], [0], [0, 1], [0, 2], [0, 1, 2]]);
    /** The secrets, each with former and coming ones. While they are replaced, processes differ in which comes first. */
    this.#secrets = world.pick([[SECRETS], [SECRETS, SECRETS.toReversed()]]);
    /** How long a pass is good, if any is given. */
    this.passTtl = world.pick([undefined, 1000, 20_000, 400_000, 2_592_000_000]);
    /** Which pages may pay. */
    this.cors = world.pick([undefined, undefined, false, { origins: [PAGES[0]] }, { origins: PAGES, credentials: true }]);
  }

  /** Whether its processes have different keys. What one has begun, another one may not be able to find or end. */
  get isSplit() {
    return this.#keys.length > 1;
  }

  /** The configuration of the process that starts as number `at`, but for what it is connected to. */
  of(at) {
    const world = this.#world;
    const [secret, ...previousSecrets] = this.#secrets[at % this.#secrets.length];
    return {
      realm: 'api.example.com',
      secret,
      previousSecrets,
      stripe: { secretKey: KEYS[world.pick(this.#keys)], networkId: 'profile_1', apiBase: BASE },
      capture: world.chance(0.9) ? this.#capture : world.pick(CAPTURES),
      routes: routes(this.passTtl),
      cors: this.cors,
      maxReplayBytes: 100,
    };
  }
}
