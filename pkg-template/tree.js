// Builds JSON values from the tokens that the core has found: see src/wasm/tree.rs. The text is checked already,
// so a small value takes half as long to build as `JSON.parse` takes.
import { NounWire } from './nouns.js';
import { TOKEN } from './wire.js';
import { put } from './words.js';

export class TreeWire extends NounWire {
  open(base) {
    // First, because the call may make the memory grow, which detaches all views of it.
    words ??= this.call(() => this.glue.words()).split('\n');
    super.open(base);
  }

  json(place) {
    const { made, plainMade, spans } = this;
    // Offsets are in bytes, and without tokens the value has to be scanned.
    if (spans[place + 2] === 0 || !plainMade) return super.json(place);
    next = place + 3;
    try {
      return value(made, spans);
    } catch {
      // Objects inherit something by one of the names that has a setter, like `__proto__`, or is frozen. To ask for that
      // before each assignment takes a fifth of the time of decoding a header.
      return super.json(place);
    }
  }
}

/** Where the next token stands. */
let next;

/** The kind of a word. It is that of strings with escapes, which have no tokens here. */
const WORD = 5;

/** The words that tokens name by their numbers. */
let words;

/** The value whose tokens come next. Its strings and numbers are spans of `text`. */
function value(text, tokens) {
  const place = next;
  next += TOKEN;
  const end = place + TOKEN * (tokens[place] >> 3);
  // The kinds, in the order of `Kind` in src/encoding/json/doc.rs.
  switch (tokens[place] & 7) {
    case 0:
      return null;
    case 1:
      return true;
    case 2:
      return false;
    case 3:
      return Number(text.slice(tokens[place + 1], tokens[place + 2]));
    case 4:
      return text.slice(tokens[place + 1], tokens[place + 2]);
    case WORD:
      return words[tokens[place + 1]];
    case 6: {
      const list = [];
      while (next < end) list.push(value(text, tokens));
      return list;
    }
    default: {
      const object = {};
      let count = 0;
      while (next < end) {
        const name = next;
        if ((tokens[name] & 7) === WORD) {
          next += TOKEN;
          put(object, tokens[name + 1], value(text, tokens));
        } else {
          object[value(text, tokens)] = value(text, tokens);
        }
        count += 1;
      }
      if (Object.keys(object).length !== count) throw new Error('a setter took a member');
      return object;
    }
  }
}
