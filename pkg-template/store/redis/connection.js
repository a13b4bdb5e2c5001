// One TCP connection for all commands. It is opened by the first command, and again after it broke or an error reply.
import { MppError } from '../../error.js';
import { IN_WORKERS } from '../../runtime.js';
import { unavailable } from './error.js';
import { encode, Replies } from './resp.js';

const PORT = 6379;
/** An IP address. It is not a name to ask TLS for (RFC 6066 section 3); the certificate is checked for it all the same. */
const ADDRESS = /^[\d.]+$|:/;

/** Returns a function that sends one command and resolves with its reply. */
export function connection(url, timeout) {
  const target = parse(url);
  // With `nodejs_compat`, Workers open it, and the runtime cancels later requests that use it: in the middle of a payment.
  if (IN_WORKERS) throw new MppError('bad-config', NO_CONNECTION);
  let opening;
  const forget = () => {
    opening = undefined;
  };
  return async (command) => {
    opening ??= open(target, timeout, forget);
    return (await opening).send(command);
  };
}

const NO_CONNECTION =
  'a redis:// URL needs a runtime with TCP, and connections that outlive a request, like Node, Deno or Bun; elsewhere, as in Workers, use redisRest';

const BAD_URL =
  'the Redis URL must be redis://[[user]:password@]host[:port][/database] and nothing more, or rediss:// for TLS; ' +
  'write "%" in a password as %25';

function parse(value) {
  let url;
  let username;
  let password;
  try {
    url = new URL(value);
    [username, password] = [url.username, url.password].map(decodeURIComponent);
  } catch {
    url = undefined;
  }
  const secure = url?.protocol === 'rediss:';
  const database = url?.pathname.slice(1);
  // Reject what would be silently ignored: a user without a password, and options for other clients.
  const strange = url?.search || url?.hash || (username && !password);
  if ((!secure && url?.protocol !== 'redis:') || !url.hostname || !/^\d*$/.test(database) || strange) {
    throw new MppError('bad-config', BAD_URL);
  }
  const first = [];
  if (password) first.push(['AUTH', ...(username ? [username] : []), password]);
  if (database) first.push(['SELECT', database]);
  return { secure, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || PORT), first };
}

async function open(target, timeout, forget) {
  let net;
  try {
    // Imported in a way that bundlers do not follow: edge runtimes neither have nor need this module.
    net = await builtin(target.secure ? 'node:tls' : 'node:net');
  } catch {
    throw new MppError('bad-config', NO_CONNECTION);
  }
  const { host, port, first } = target;
  const link = new Link(net.connect({ host, port, ...(target.secure && !ADDRESS.test(host) && { servername: host }) }), timeout, forget);
  // These must succeed before any other command: replies from another database or for another user would be
  // meaningless. They are sent at once, so that one time limit covers them and the connecting.
  await Promise.all(first.map((command) => link.send(command)));
  return link;
}

const builtin = (name) => import(name);

class Link {
  #socket;
  #timeout;
  #forget;
  #replies = new Replies();
  /** Commands that were sent and not answered yet, in order. */
  #waiting = [];

  constructor(socket, timeout, forget) {
    this.#socket = socket;
    this.#timeout = timeout;
    this.#forget = forget;
    socket.setNoDelay(true);
    // While a reply is awaited, its timer keeps the process alive.
    socket.unref();
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.end(unavailable('the connection to Redis failed', error)));
    socket.on('close', () => this.end(unavailable('Redis closed the connection')));
  }

  send(command) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.end(unavailable('Redis did not answer in time')), this.#timeout);
      this.#waiting.push({ resolve, reject, timer });
      this.#socket.write(encode(command));
    });
  }

  /** Closes the connection. Unanswered commands fail; later ones open a new connection. */
  end(error) {
    this.#forget();
    this.#forget = () => {};
    this.#socket.destroy();
    for (const { reject, timer } of this.#waiting) {
      clearTimeout(timer);
      reject(error);
    }
  }

  #read(chunk) {
    try {
      for (const reply of this.#replies.push(chunk)) this.#settle(reply);
    } catch (error) {
      this.end(error);
    }
  }

  #settle(reply) {
    const next = this.#waiting.shift();
    if (!next) throw unavailable('Redis sent a reply without a command');
    clearTimeout(next.timer);
    if (!(reply instanceof Error)) return next.resolve(reply);
    next.reject(reply);
    // This ends the connection. After a failover, a replica refuses every write, and a new connection leads to the
    // primary. No error reply is normal here, so this costs nothing while Redis works.
    throw reply;
  }
}
