// When a client leaves.

/** For each connection, what its incomplete responses do when it closes. */
const waiting = new WeakMap();

/**
 * Whether the client leaves before the response is complete, or gets the response of someone else, or such an end of ours,
 * as from middleware that limits the time.
 */
export class Departure {
  hasLeft = false;
  #controller;
  #exchange;

  /** `exchange`: kept until the response has closed. `isEnded`: whether we have ended `res`. `isTaken`: whether others began it. */
  constructor({ socket }, res, exchange) {
    this.#exchange = exchange;
    const leave = () => (exchange.isEnded && res.writableFinished) || this.#leave();
    // The connection of a client who left may fail at the next write.
    res.on('error', () => {});
    // A response that has closed does not close again, and its connection would keep it.
    if (res.destroyed || socket?.destroyed) return void this.#leave();
    const others = waitingOn(socket);
    others.add(leave);
    res.on('close', () => (others.delete(leave), leave()));
    // When a client resets a stream, Node finishes its response. If the reset says no error, the stream also stays open until all
    // is read and written, which it may never be.
    res.stream?.on('aborted', leave);
  }

  #leave() {
    this.hasLeft = true;
    this.#controller?.abort();
  }

  /** Aborts when the client leaves. It is made when somebody asks for it. */
  get signal() {
    this.#controller ??= new AbortController();
    // Nothing tells when others begin a response, and until it is sent to its end, it does not close.
    if (this.hasLeft || this.#exchange.isTaken) this.#leave();
    return this.#controller.signal;
  }
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
