// A text field with colored text: the field itself is transparent and lies over the same text in color.
import { el } from './dom.js';

/** The key that a mark and its decoded field share: `c0.realm` is the realm of the first challenge. */
export function keyOf({ kind, name, challenge, malformed }) {
  if (challenge !== undefined) return `c${challenge}.${kind === 'scheme' ? 'scheme' : name}`;
  if (malformed !== undefined) return `m${malformed}`;
  return kind === 'status' ? 'status' : `f.${name}`;
}

/** The parameters that have a color of their own. */
const COLOURED = new Set(['id', 'realm', 'method', 'intent', 'request', 'expires', 'digest', 'description', 'opaque', 'header']);

export const colourOf = (name) => (COLOURED.has(name) ? `p-${name}` : '');

export class Paper {
  #ink;
  #spans = [];

  constructor(area) {
    this.area = area;
    this.#ink = area.parentElement.querySelector('.ink');
  }

  /** Colors the text of the field. */
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
    // A trailing line break opens a new line only if something follows it.
    children.push(`${text.slice(at)}\n`);
    this.#ink.replaceChildren(...children);
  }

  /** Highlights the parts with a key, and no others. */
  light(key) {
    for (const { span, key: own } of this.#spans) span.classList.toggle('lit', own === key);
  }

  /** The key of the part at the caret. */
  keyAtCaret() {
    const at = this.area.selectionStart;
    return this.#spans.find(({ mark }) => mark.start <= at && at <= mark.end)?.key;
  }

  /** Selects the value with a key or, if there is none, the first part with that key. */
  select(key) {
    const ours = this.#spans.filter((span) => span.key === key);
    const { mark, span } = ours.find(({ mark }) => mark.kind === 'value') ?? ours[0] ?? {};
    if (!mark) return;
    this.area.focus({ preventScroll: true });
    this.area.setSelectionRange(mark.start, mark.end);
    span.scrollIntoView({ block: 'nearest' });
  }
}
