// Servers under wrk.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { time } from './table.mjs';
import { spent } from './workerd.mjs';

export const CONNECTIONS = 16;

/** Responses per second, and the server's CPU time for each in nanoseconds. Contenders take turns. */
export async function rounds(count, workers, work) {
  const samples = Object.fromEntries(Object.keys(workers).map((name) => [name, []]));
  for (let round = 0; round < count; round++) {
    for (const [name, worker] of Object.entries(workers)) samples[name].push(await work(worker, name));
  }
  const sum = (list) => {
    const rates = list.map(({ rate }) => rate).sort((a, b) => a - b);
    return { max: rates.at(-1), median: rates[Math.floor(rates.length / 2)], cpu: Math.min(...list.map(({ cpu }) => cpu)) };
  };
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, sum(list)]));
}

/** Puts load on `path`. Every response must have `status`. */
export async function wrk({ url, pid }, seconds, status, { path = '/paid', script = [], file } = {}) {
  const before = spent(pid);
  const load = ['-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, ...script, `${url}${path}`, ...(file ? [file] : [])];
  const { stdout } = await promisify(execFile)('wrk', load, { maxBuffer: 1e7 });
  const number = (pattern) => Number(pattern.exec(stdout)?.[1] ?? 0);
  const [all, other, rate] = [number(/(\d+) requests in/), number(/Non-2xx or 3xx responses: (\d+)/), number(/Requests\/sec:\s+([\d.]+)/)];
  if (status === 200 && /402 for want of a credential/.test(stdout)) throw new TooFew();
  const right = status === 200 ? all - other : other;
  if (all === 0 || right !== all || /Socket errors/.test(stdout)) throw new Error(`not every answer was ${status}:\n${stdout}`);
  return { rate, cpu: (spent(pid) - before) / all };
}

export class TooFew extends Error {}

/** The columns for rounds, and a row of them. */
export const columns = (by) => ['', ...Object.keys(by).flatMap((name) => [name, '(median)', 'CPU'])];
export const row = (name, by) => [name, ...Object.values(by).flatMap(({ max, median, cpu }) => [max.toFixed(0), median.toFixed(0), time(cpu)])];
