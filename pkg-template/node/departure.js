// When a client leaves.

/** For each connection, what its incomplete responses do when it closes. */
const waiting = new WeakMap();

/**
 * An `AbortSignal` that aborts when the client leaves before the response is complete, or gets the response of someone
 * else, or such an end of ours, as from middleware that limits the time. `isEnded`: returns whether we have ended `res`.
 */
export function departure({ socket }, res, isEnded) {
  const gone = new AbortController();
  // In HTTP/2, only the stream of a response knows whether it was sent to its end. Node ends it too when the client leaves.
  const stream = res.stream ?? res;
  const leave = () => (isEnded() && res.writableEnded && stream.writableFinished) || gone.abort();
  if (res.destroyed || socket?.destroyed) gone.abort();
  const others = waitingOn(socket);
  others.add(leave);
  res.on('close', () => (others.delete(leave), leave()));
  // The connection of a client who left may fail at the next write.
  res.on('error', () => {});
  return gone.signal;
}

/**
 * Of the requests that a client has sent ahead, Node tells only the one whose turn it is that the connection has closed.
 * The connection has one listener for all of them, because there may be many.
 */
function waitingOn(socket) {
  // What stands for a socket in a server without one.
  if (!socket?.on) return new Set();
  let all = waiting.get(socket);
  if (!all) {
    waiting.set(socket, (all = new Set()));
    socket.on('close', () => all.forEach((leave) => leave()));
  }
  return all;
}
