// Puts back what was read of a body.

/** Reads what was already read once more, then the rest. Takes the chunks out of their array. */
export function reread(chunks, next) {
  // A chunk is taken from the end, because to take the first one moves all others.
  chunks.reverse();
  return async () => (chunks.length ? { done: false, value: chunks.pop() } : next());
}

/** The same as a stream. */
export function putBack(chunks, reader) {
  const next = reread(chunks, () => reader.read());
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
