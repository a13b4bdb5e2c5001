// Outside Workers. Frameworks such as SvelteKit run in Node what they build for Workers, and their development servers call the
// objects from there. No object lives there, so the class is only a name.
import { MppError } from '../../error.js';

export { durableObject } from './namespace.js';

export class ClaimStore {
  constructor() {
    throw new MppError('not-ready', 'ClaimStore lives in Workers: a bundler for them must resolve the condition "workerd"');
  }
}
