// An answer that is read to be kept, and sent all the same.

/** Whether a body comes as it is: what the runtime has decoded on the way cannot be told from what it has not. */
const isPlain = ({ headers }) => !headers.has('content-encoding') || headers.get('content-encoding') === 'identity';

/**
 * Reads a body of at most `limit` bytes. Gives `{ response, kept }`: the answer to send, and its `{ fields, body }` to
 * keep, `undefined` when it is larger than that.
 */
export async function keep(response, limit) {
  if (!isPlain(response)) return { response, kept: undefined };
  const fields = JSON.stringify([...response.headers]);
  if (!response.body) return { response, kept: { fields, body: new Uint8Array() } };
  const reader = response.body.getReader();
  const chunks = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      const body = new Uint8Array(await new Blob(chunks).arrayBuffer());
      return { response: new Response(body, response), kept: { fields, body } };
    }
    chunks.push(value);
    size += value.byteLength;
    if (size > limit) return { response: new Response(rest(chunks, reader), response), kept: undefined };
  }
}

/** What has been read, and then what has not. */
function rest(chunks, reader) {
  return new ReadableStream({
    async pull(controller) {
      if (chunks.length) return controller.enqueue(chunks.shift());
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** A kept answer, as it was. */
export function again({ status, headers, body }) {
  const bytes = Uint8Array.from(atob(body), (c) => c.charCodeAt(0));
  return new Response([204, 205, 304].includes(status) ? null : bytes, { status, headers });
}
