// A text field whose text is coloured: the field itself is transparent, and lies over the same text in colours.
import { el } from './dom.js';

/** What a mark and a decoded field have in common: `c0.realm` is the realm of the first challenge. */
export function keyOf({ kind, name, challenge, malformed }) {
  if (challenge !== undefined) return `c${challenge}.${kind === 'scheme' ? 'scheme' : name}`;
  if (malformed !== undefined) return `m${malformed}`;
  return kind === 'status' ? 'status' : `f.${name}`;
}

/** The parts that have a colour of their own. */
const COLOURED = new Set(['id', 'realm', 'method', 'intent', 'request', 'expires', 'digest', 'description', 'opaque', 'header']);

export const colourOf = (name) => (COLOURED.has(name) ? `p-${name}` : '');

export class Paper {
  #ink;
  #spans = [];

  constructor(area) {
    this.area = area;
    this.#ink = area.parentElement.querySelector('.ink');
  }

  /** Colours the text of the field. */
  paint(marks) {
    const text = this.area.value;
    const children = [];
    let at = 0;
    this.#spans = marks.map((mark) => {
      if (mark.start > at) children.push(text.slice(at, mark.start));
      at = mark.end;
      const own = mark.challenge !== undefined ? colourOf(mark.name) : '';
      const span = el('span', { class: `m-${mark.kind} ${own}` }, text.slice(mark.start, mark.end));
      children.push(span);
      return { span, mark, key: keyOf(mark) };
    });
    // A line break at the very end would not open a line without something after it.
    children.push(`${text.slice(at)}\n`);
    this.#ink.replaceChildren(...children);
  }

  /** Lights the parts of a key up, and no others. */
  light(key) {
    for (const { span, key: own } of this.#spans) span.classList.toggle('lit', own === key);
  }

  /** The key of the part at the caret. */
  keyAtCaret() {
    const at = this.area.selectionStart;
    return this.#spans.find(({ mark }) => mark.start <= at && at <= mark.end)?.key;
  }

  /** Selects the value of a key, or whatever there is of it. */
  select(key) {
    const ours = this.#spans.filter((span) => span.key === key);
    const { mark, span } = ours.find(({ mark }) => mark.kind === 'value') ?? ours[0] ?? {};
    if (!mark) return;
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(mark.start, mark.end);
    span.scrollIntoView({ block: 'nearest' });
  }
}
