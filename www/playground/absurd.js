// Texts that are too long for a text field. The browser takes a minute to show a megabyte of line breaks, and a field beside it
// with the result takes another.

/** Whether a text is longer than is read, or has so many lines that the browser takes long to show them. */
const isAbsurd = (text) => text.length > 512 * 1024 || text.split('\n', 20_001).length > 20_000;

/** Refuses such a text when it is pasted or dropped into a field. `say`: says so. `next`: what to do instead. */
export function refuseAbsurd(field, say, next) {
  field.addEventListener('beforeinput', (event) => {
    if (!isAbsurd(event.data ?? event.dataTransfer?.getData('text/plain') ?? '')) return;
    event.preventDefault();
    say(`Not pasted: it is over 512 KiB or 20,000 lines. ${next}`);
  });
}
