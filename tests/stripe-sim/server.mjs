#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { createSimulator } from './http_server.mjs';

const USAGE = 'usage: node server.mjs [--port N] [--host ADDRESS] [--exit-with-parent]';

/** Parses the command line. If it is wrong, explains why and exits with 2. */
function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '0' },
        host: { type: 'string', default: '127.0.0.1' },
        'exit-with-parent': { type: 'boolean', default: false },
      },
    });
    if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) throw new Error('--port must be from 0 to 65535');
    return { port: Number(values.port), host: values.host, exitWithParent: values['exit-with-parent'] };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(2);
  }
}

const { port, host, exitWithParent } = readArguments();
const server = createSimulator();

function stop() {
  server.close(() => process.exit(0));
  server.closeAllConnections();
}

process.once('SIGINT', stop);
process.once('SIGTERM', stop);
if (exitWithParent) {
  process.stdin.once('end', stop).once('error', stop).resume();
}

server.once('error', (error) => {
  console.error(`Cannot listen on ${host}:${port}: ${error.message}`);
  process.exit(1);
});
server.listen(port, host, () => {
  const { address, family, port: bound } = server.address();
  console.log(JSON.stringify({ url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}` }));
});
