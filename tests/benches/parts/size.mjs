// Bytes over the network.
import { sizes } from '../sizes.mjs';
import { kilobytes, table, times } from '../table.mjs';
import { judge } from '../targets.mjs';

export async function run() {
  const numbers = await sizes();
  const rows = Object.entries(numbers.ours).map(([name, own]) => {
    const peer = numbers.mppx[name];
    const cells = (sizes) => ['raw', 'gzip', 'brotli'].map((kind) => (sizes ? kilobytes(sizes[kind]) : '-'));
    return [name, ...cells(own), ...cells(peer), peer ? times(peer.gzip / own.gzip) : '-'];
  });
  console.log(table('bytes, minified', ['', 'ours', 'gzip', 'brotli', 'mppx', 'gzip', 'brotli', 'mppx / ours'], rows));
  const targets = ['Worker bundle', 'slim entry'].map((name) => judge(`size: ${name}, gzip`, numbers.ours[name].gzip / 1000));
  return { numbers, targets };
}
