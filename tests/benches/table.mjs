// Formats numbers for people.

/** A table with a header line. The first column is text, the others are numbers. */
export function table(title, columns, rows) {
  const cells = [columns, ...rows].map((row) => row.map((cell) => `${cell ?? '-'}`));
  const widths = columns.map((_, n) => Math.max(...cells.map((row) => row[n].length)));
  const line = (row) => `  ${row.map((cell, n) => (n ? cell.padStart(widths[n] + 2) : cell.padEnd(widths[n]))).join('')}`;
  return [title, ...cells.map(line)].join('\n');
}

/** Nanoseconds in a suitable unit. */
export function time(ns) {
  if (ns === undefined) return '-';
  if (ns < 1e3) return `${ns.toFixed(0)} ns`;
  if (ns < 1e6) return `${(ns / 1e3).toPrecision(3)} us`;
  return `${(ns / 1e6).toPrecision(3)} ms`;
}

export const times = (factor) => `${factor >= 100 ? factor.toFixed(0) : factor.toPrecision(3)} x`;
export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

/** Contenders in columns: the minimum, then the median, and how many times as long as ours the peers take. */
export function contenders(title, rows) {
  const names = [...new Set(rows.flatMap(({ measured }) => Object.keys(measured)))];
  const peers = names.filter((name) => name !== 'ours');
  const columns = ['', ...names.flatMap((name) => [name, '(median)']), ...peers.map((name) => `${name} / ours`)];
  const body = rows.map(({ name, measured, bytes }) => {
    const cell = (who) => (measured[who] ? [time(measured[who].min), time(measured[who].median)] : ['-', '-']);
    const factor = (who) => (measured[who] ? times(measured[who].min / measured.ours.min) : '-');
    const rate = bytes ? `, ${rateOf(bytes, measured.ours.min).toFixed(0)} MB/s` : '';
    return [`${name}${rate}`, ...names.flatMap(cell), ...peers.map(factor)];
  });
  return table(title, columns, body);
}

/** Megabytes per second. */
export function rateOf(bytes, ns) {
  return (bytes / ns) * 1e3;
}

/** A table of targets and results. */
export function verdicts(targets) {
  if (targets.length === 0) return 'no target belongs to this part';
  const number = (value) => (value >= 100 ? value.toFixed(0) : `${Number(value.toPrecision(3))}`);
  const rows = targets.map(({ name, value, unit, target, kind, reached }) => [
    name, `${number(value)} ${unit}`, `${kind} ${number(target)}`, reached ? 'reached' : 'falls short',
  ]);
  return table('targets', ['', 'result', 'target', ''], rows);
}
