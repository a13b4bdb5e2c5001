// Whether a response has begun.

/**
 * Whether the status and fields of a response are sent. `@fastify/express` hides Node's word for it behind a property of its
 * own, which says only whether its own function has begun the response.
 */
export function hasBegun(res) {
  return res.headersSent || Reflect.get(Object.getPrototypeOf(res), 'headersSent', res);
}
