// The smallest build: read a header, verify a credential, mask a card.
import * as glue from './mpp_wasm_slim.js';
import { keys } from '../key.js';
import { masking } from '../mask.js';
import { reading } from '../read.js';
import { NounWire } from '../nouns.js';
import * as cut from './ready.js';

export { MppError } from '../error.js';

const wire = new NounWire(glue, cut);

export const { decode, parseChallenges } = reading(glue, wire);
export const { maskAddress, maskCard, maskCardNumber } = masking(glue, cut.call, wire);

/** A key that verifies credentials. */
export class ChallengeKey extends keys(glue, wire) {}
