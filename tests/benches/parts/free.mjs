// Free pages under wrk, as a browser asks for them through Cloudflare: with and without a paywall in front.
import { startPage } from '../paywalls.mjs';
import { table, times } from '../table.mjs';
import { CONNECTIONS, columns, row, rounds, wrk } from '../wrk.mjs';

const ROUNDS = 8;
const SECONDS = 1;

/** What Cloudflare knows of a client, shortened. */
const CF = {
  asn: 3320, asOrganization: 'Example Telekom', city: 'Frankfurt am Main', clientAcceptEncoding: 'gzip, deflate, br, zstd', clientTcpRtt: 12,
  colo: 'FRA', continent: 'EU', country: 'DE', edgeRequestKeepAliveStatus: 1, httpProtocol: 'HTTP/2', isEUCountry: '1', latitude: '50.11552',
  longitude: '8.68417', postalCode: '60306', region: 'Hesse', regionCode: 'HE', requestPriority: 'weight=256;exclusive=1',
  timezone: 'Europe/Berlin', tlsCipher: 'AEAD-AES128-GCM-SHA256', tlsClientHelloLength: '1847',
  tlsClientRandom: 'Yb0k3rTx2Yv8r4zNfJ1o0yq1w3e5r7t9u1i3o5p7a9s=', tlsVersion: 'TLSv1.3', verifiedBotCategory: '',
  tlsClientAuth: { certIssuerDN: '', certSubjectDN: '', certFingerprintSHA256: '', certPresented: '0', certRevoked: '0', certVerified: 'NONE' },
};

const FIELDS = {
  'cf-blob': JSON.stringify(CF), 'cf-connecting-ip': '203.0.113.7', 'cf-ipcountry': 'DE', 'cf-ray': '8c1b2a3d4e5f6789-FRA',
  'cf-visitor': '{"scheme":"https"}', 'x-forwarded-proto': 'https', 'x-real-ip': '203.0.113.7', connection: 'Keep-Alive',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'accept-encoding': 'gzip, br', 'accept-language': 'en-US,en;q=0.5',
  cookie: 'session=0123456789abcdef; theme=dark', referer: 'https://example.com/', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
};

export async function run() {
  const workers = {};
  try {
    workers.ours = await startPage(false);
    workers.bare = await startPage(true);
    const script = Object.entries(FIELDS).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const free = await rounds(ROUNDS, workers, (worker) => wrk(worker, SECONDS, 200, { path: '/free', script }));
    const title = `free pages of a Worker a second, wrk over ${CONNECTIONS} connections, the best of ${ROUNDS} rounds (bare: without a paywall)`;
    console.log(table(title, [...columns(free), 'ours / bare'], [[...row('free 200 answers', free), times(free.ours.max / free.bare.max)]]));
    return { numbers: { free }, targets: [] };
  } finally {
    await Promise.all(Object.values(workers).map((worker) => worker.close()));
  }
}
