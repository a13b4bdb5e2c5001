// The cookies of a browser (RFC 6265bis): what it keeps, and where it sends it.

export class Jar {
  #cookies = new Map();

  /** Keeps a cookie. Returns its attributes; nothing if a browser refuses it. */
  store(text, now) {
    const [pair, ...attributes] = text.split('; ');
    const [name] = pair.split('=', 1);
    const own = Object.fromEntries(attributes.map((attribute) => attribute.split('=')));
    const isSecure = 'Secure' in own;
    if (name.startsWith('__Host-') && !(isSecure && own.Path === '/')) return undefined;
    if (name.startsWith('__Secure-') && !isSecure) return undefined;
    this.#cookies.set(`${name} ${own.Path}`, { pair, path: own.Path, until: now + Number(own['Max-Age']) * 1000 });
    return own;
  }

  /** The cookies for a path; for all paths, whatever they are for and however old, if it is left out. */
  cookies(path, now) {
    const isFor = ({ path: own, until }) => until > now && (path === own || path.startsWith(own.endsWith('/') ? own : `${own}/`));
    return [...this.#cookies.values()].filter((cookie) => path === undefined || isFor(cookie)).map(({ pair }) => pair);
  }
}
