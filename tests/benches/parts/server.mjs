// Node's own server under wrk: a 402, and a page that is free.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { table, times } from '../table.mjs';
import { judge } from '../targets.mjs';
import { CONNECTIONS, columns, row, rounds, wrk } from '../wrk.mjs';

const ROUNDS = 8;
const SECONDS = 1;
const SCRIPT = fileURLToPath(new URL('../server.mjs', import.meta.url));

export async function run() {
  const servers = {};
  try {
    for (const name of ['ours', 'mppx', 'a handler', 'bare']) servers[name] = await start(name);
    const load = (path, status) => rounds(ROUNDS, servers, (server) => wrk(server, SECONDS, status, { path }));
    const numbers = { unpaid: await load('/paid', 402), free: await load('/free', 200) };
    const rows = Object.entries({ '402 answers': numbers.unpaid, 'free 200 answers': numbers.free }).map(([name, by]) => [
      ...row(name, by), times(by.ours.max / by['a handler'].max), times(by.ours.max / by.mppx.max),
    ]);
    const title =
      `answers a second of node:http, wrk over ${CONNECTIONS} connections, the best of ${ROUNDS} rounds ` +
      '(a handler: a function in our listener that charges for nothing; mppx: in front of one path)';
    console.log(table(title, [...columns(numbers.free), 'ours / a handler', 'ours / mppx'], rows));
    return { numbers, targets: [judge('server: 402 answers, beside mppx', numbers.unpaid.ours.max / numbers.unpaid.mppx.max)] };
  } finally {
    for (const { child } of Object.values(servers)) child.kill();
  }
}

async function start(name) {
  const child = spawn(process.execPath, [SCRIPT, name], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${Number(port)}`, pid: child.pid, child };
}
