// Puts back what was read of a body.

/** A stream of what was already read, followed by the rest. Takes the chunks out of their array. */
export function putBack(chunks, reader) {
  // A chunk is taken from the end, because to take the first one moves all others.
  chunks.reverse();
  return new ReadableStream({
    async pull(controller) {
      if (chunks.length) return controller.enqueue(chunks.pop());
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
