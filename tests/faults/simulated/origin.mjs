// A seller's handler on a server of its own, which the paywall asks over a network that fails.

export const ORIGIN = 'https://origin.invalid';
const HOST = new URL(ORIGIN).host;
/** Before the handler runs, and after it. */
const FAULTS = ['refused', 'lost'];

export const isOrigins = (url) => new URL(url).host === HOST;

export class Origin {
  #world;

  constructor(world) {
    this.#world = world;
  }

  fetch = (request) =>
    new Promise((resolve, reject) => {
      const { signal } = request;
      signal.addEventListener('abort', () => reject(signal.reason));
      this.#exchange(request).then(resolve, reject);
    });

  async #exchange(request) {
    const world = this.#world;
    const process = world.current;
    const fault = world.fault('seller', FAULTS);
    await world.wait(process);
    if (fault === 'refused') throw new TypeError('fetch failed');
    const response = await world.seller.make(request, fault === 'lost').catch(() => undefined);
    await world.wait(process);
    const isLost = fault === 'lost' || request.signal.aborted;
    if (isLost) await response?.body?.cancel();
    if (isLost || response === undefined || response.body?.locked) throw new TypeError('terminated');
    const { status, headers, body } = response;
    const received = new Response(body && breaking(body.getReader(), request.signal), { status, headers });
    return Object.defineProperty(received, 'url', { value: request.url });
  }
}

/** A body that breaks off when the request is aborted. */
function breaking(reader, signal) {
  return new ReadableStream({
    start: (controller) =>
      signal.addEventListener('abort', () => {
        controller.error(signal.reason);
        reader.cancel(signal.reason).catch(() => {});
      }),
    async pull(controller) {
      const { done, value } = await reader.read();
      if (signal.aborted) return;
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}
