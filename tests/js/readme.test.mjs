// The READMEs are accurate: imports exist, exports are listed, commands are known, examples parse.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
import { Mppx, stripe } from 'mppx/server';
import { shop } from './shop.mjs';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const README = read('README.md');
const NPM = read('pkg-template/README.md');
/** The pages that users read. */
const PAGES = ['README.md', 'SECURITY.md', 'CHANGELOG.md', 'pkg-template/README.md', 'src/README.md'];

/** The examples of a text, as JavaScript. */
const examples = (text) => Promise.all([...text.matchAll(/```(js|ts)\n([\s\S]*?)```/g)].map(async ([, loader, code]) => {
  // Imports that are used by the next example stay.
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } };
  return loader === 'js' ? code : (await transform(code, { loader, tsconfigRaw })).code;
}));
const OURS = await examples(README);
const NPMS = await examples(NPM);

/** The imports of an example that are neither types nor the reader's own: names and module. */
const imports = (code) =>
  [...code.matchAll(/import \{ ([^}]*) \} from ['"]([^.'"][^'"]*)['"]/g)].map(([, names, from]) => [names.split(',').map((one) => one.trim()), from]);

test('the README stays within its size limit', () => {
  assert.ok(README.split('\n').length <= 150);
});

test('every import in an example exists', async () => {
  let seen = 0;
  for (const code of [...OURS, ...NPMS]) {
    await transform(code, { loader: 'js', format: 'esm', supported: { 'top-level-await': true } });
    for (const [names, from] of imports(code)) {
      for (const name of names) {
        seen += 1;
        assert.ok(name in (await import(from)), `${name} of ${from}`);
      }
    }
  }
  assert.ok(seen > 8);
});

const AsyncFunction = (async () => {}).constructor;

/** Runs an example. Its imports of this package are real; other names are passed in. */
async function run(code, given, then) {
  const imported = {};
  for (const [names, from] of imports(code)) {
    const module = await import(from);
    for (const name of names) imported[name] = module[name];
  }
  const names = { ...imported, ...given };
  return new AsyncFunction(...Object.keys(names), `${code.replaceAll(/^import .*$/gm, '')}\nreturn ${then};`)(...Object.values(names));
}

test('the npm README\'s examples verify what they issued, and nothing else', async () => {
  const [first, second] = NPMS.filter((code) => /(offer|key)\.(verify|check)/.test(code));
  const { decode, formatCredential, parseChallenges } = await import('mpp-wasm');
  const pay = (challenge) => formatCredential({ challenge: parseChallenges(challenge).challenges[0], payload: { spt: 'spt_1' } });
  const process = { env: { MPP_SECRET_KEY: 'a secret of at least 32 bytes, for a test' } };
  const paying = (dear, other) => [
    first.replace('const credential', `const authorization = pay(${dear});\nconst credential`),
    `{${second.replace('const { ok', `const authorization = pay(${other});\nconst { ok`)}`,
    'return { challenge, credential, header, ok, payload, error };}',
  ].join('\n');
  const made = await run(paying('challenge', 'header'), { pay, process }, 'undefined');
  assert.deepEqual([made.credential.payload, made.ok, made.payload, made.error], [{ spt: 'spt_1' }, true, { spt: 'spt_1' }, undefined]);
  for (const challenge of [made.challenge, made.header]) assert.equal(decode(challenge).network_id, 'profile_1', 'a wallet can pay it');
  // The two examples ask for different amounts.
  await assert.rejects(run(paying('made.header', 'header'), { pay, process, made }, 'undefined'), { code: 'invalid-challenge' });
  const { ok, error } = await run(paying('challenge', 'challenge'), { pay, process }, 'undefined');
  assert.deepEqual([ok, error.code], [false, 'invalid-challenge']);
});

test('the npm README\'s reading of a 402 sees the terms in its body, and checks their host', async () => {
  const [code] = NPMS.filter((one) => one.includes('malformed }'));
  const request = Buffer.from(JSON.stringify({ amount: '50', currency: 'usd', networkId: 'profile_1' })).toString('base64url');
  const header = `Payment id="1", realm="api.example.com", method="stripe", intent="charge", request="${request}"`;
  const accepts = [
    { scheme: 'exact', network: 'base', maxAmountRequired: '10000', asset: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913', payTo: '0x1' },
  ];
  const text = JSON.stringify({ x402Version: 1, accepts });
  const fetch = () =>
    Object.defineProperty(new Response(text, { status: 402, headers: { 'www-authenticate': header } }), 'url', { value: 'https://other.example/' });
  const { offers, all } = await run(code, { fetch }, '{ offers, all }');
  assert.deepEqual([offers, all.offers].map((list) => list.map(({ display }) => display)), [['0.50 USD'], ['0.50 USD', '0.01 USDC on Base']]);
  for (const [offer] of [offers, all.offers]) assert.ok(offer.warnings.some(({ code }) => code === 'realm-mismatch'));
});

test('the npm README\'s own 402 has a challenge and a reason, and is not cached', async () => {
  const [first] = NPMS.filter((code) => /offer\.verify/.test(code));
  const [code] = NPMS.filter((one) => /offer\.check/.test(one));
  const { formatCredential, parseChallenges, parseReceipt } = await import('mpp-wasm');
  const process = { env: { MPP_SECRET_KEY: 'a secret of at least 32 bytes, for a test' } };
  const claimed = new Set();
  const claim = async (id) => !claimed.has(id) && Boolean(claimed.add(id));
  const charge = async ({ spt }, id) => `${spt} for ${id}`;
  const answer = await run(`${first.replace(/^const credential.*$/m, '')}\n${code}`, { process, claim, charge }, 'answer');
  const ask = (authorization, body = 'what is sold') =>
    answer(new Request('https://api.example.com/paid', { method: 'POST', body, headers: authorization ? { authorization } : {} }));
  let challenge;
  for (const [authorization, reason] of [
    [undefined, 'payment-required'],
    ['Bearer x', 'payment-required'],
    ['Payment e30', 'malformed-credential'],
  ]) {
    const asking = await ask(authorization);
    const { status, headers } = asking;
    assert.deepEqual([status, headers.get('cache-control'), headers.get('content-type')], [402, 'no-store', 'application/problem+json']);
    assert.match((await asking.json()).type, new RegExp(reason));
    ({ challenges: [challenge] } = parseChallenges(headers.get('www-authenticate')));
  }
  const twice = await ask('Payment e30, Payment e30');
  assert.deepEqual([twice.status, twice.headers.has('www-authenticate')], [400, false]);
  const credential = formatCredential({ challenge, payload: { spt: 'spt_1' } });
  assert.match((await (await ask(credential, 'something else')).json()).type, /verification-failed/);
  const paid = await ask(credential);
  assert.deepEqual([paid.status, await paid.text()], [200, 'the resource']);
  assert.equal(parseReceipt(paid.headers.get('payment-receipt')).reference, `spt_1 for ${challenge.id}`);
  const again = await ask(credential);
  assert.deepEqual([again.status, again.headers.has('payment-receipt'), (await again.json()).detail], [402, false, 'already used']);
  assert.notEqual(parseChallenges(again.headers.get('www-authenticate')).challenges[0].id, challenge.id);
});

for (const [where, all] of [['README', OURS], ['npm README', NPMS]]) {
  test(`the ${where}'s client pays what it may, once, and reads the receipt`, async (t) => {
    const [code] = all.filter((one) => one.includes('tokenFor'));
    const origin = ({ url }) => (url.endsWith('/file') ? Response.redirect('https://files.example.net/signed') : new Response('the resource'));
    const { site, stripe } = await shop(t, { routes: { '/paid': '1.00 USD', '/more': '1.01 USD', '/file': '1.00 USD', '/free': 'free' }, origin });
    const asked = [];
    const tokenFor = (challenge) => {
      asked.push([challenge.network_id, challenge.request_json.amount]);
      return stripe.mintToken({ currency: 'usd', maxAmount: 100 });
    };
    const fetch = async (url, init) => {
      const answer = await site.fetch(new Request(url, init));
      assert.ok(init?.redirect === 'manual' || !answer.headers.has('location'), 'fetch would send the fields on');
      return Object.defineProperty(answer, 'url', { value: url });
    };
    const lines = [];
    const console = { log: (...line) => lines.push(line.join(' ')) };
    const pay = (path) => run(code.replace('/paid', path), { tokenFor, fetch, console }, 'response');
    const paid = await pay('/paid');
    assert.deepEqual([paid.status, await paid.text(), paid.headers.has('payment-receipt')], [200, 'the resource', true]);
    const { captured } = await stripe.books();
    assert.deepEqual([captured.map(({ amount }) => amount), lines], [[100], [`paid ${captured[0].id}`]]);
    await assert.rejects(pay('/more'), where === 'README' ? /a person has to decide/ : /1\.01 USD.*limit/);
    assert.equal((await pay('/free')).status, 200);
    assert.deepEqual(asked, [['profile_1', '100']], 'no token is asked for a price that is too high, nor for none');
    const redirected = await pay('/file');
    assert.deepEqual([redirected.status, redirected.headers.get('location'), lines.length], [302, 'https://files.example.net/signed', 2]);
  });
}

for (const [where, all] of [['README', OURS], ['npm README', NPMS]]) {
  test(`the ${where}'s client gives the seller's reference back, without which mppx serves nothing`, async () => {
    const [code] = all.filter((one) => one.includes('tokenFor'));
    const client = { paymentIntents: { create: async () => ({ id: 'pi_1', status: 'succeeded' }) } };
    const methods = [stripe.charge({ client, networkId: 'profile_1', paymentMethodTypes: ['card'] })];
    const server = Mppx.create({ realm: 'api.example.com', secretKey: 'a secret of at least 32 bytes, for a test', methods });
    const guard = server.charge({ amount: '1', currency: 'usd', decimals: 2, externalId: 'order-7' });
    const fetch = async (url, init) => {
      const { challenge, withReceipt } = await guard(new Request(url, init));
      return Object.defineProperty(challenge ?? withReceipt(new Response('the resource')), 'url', { value: url });
    };
    const paid = await run(code, { tokenFor: () => 'spt_1', fetch, console: { log() {} } }, 'response');
    assert.deepEqual([paid.status, await paid.text()], [200, 'the resource']);
  });
}

test('the npm README\'s Node server answers 402, and serves its content on free routes', async () => {
  const code = NPMS.find((one) => one.includes('createServer'));
  const behind = createServer((req, res) => req.pipe(res.writeHead(201, [['x-path', req.url], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']].flat())));
  const port = (server) => new Promise((resolve) => server.once('listening', () => resolve(server.address().port)));
  behind.listen(0);
  const process = {
    env: { MPP_SECRET_KEY: 'a secret of at least 32 bytes, for a test', STRIPE_SECRET_KEY: 'sk_test_123456789', STRIPE_NETWORK_ID: 'profile_1' },
  };
  const ready = code
    .replace('http://127.0.0.1:3000', `http://127.0.0.1:${await port(behind)}`)
    .replace('listen(8402)', 'listen(0)')
    .replace(/^createServer/m, 'const server = createServer');
  const server = await run(ready, { process }, 'server');
  const at = `http://127.0.0.1:${await port(server)}`;
  try {
    const unpaid = await fetch(`${at}/paid`, { method: 'POST', body: 'order' });
    assert.deepEqual([unpaid.status, unpaid.headers.get('www-authenticate').split(' ')[0]], [402, 'Payment']);
    const free = await fetch(`${at}/free?x=1`, { method: 'POST', body: 'as it is' });
    assert.deepEqual(
      [free.status, await free.text(), free.headers.get('x-path'), free.headers.getSetCookie()],
      [201, 'as it is', '/free?x=1', ['a=1', 'b=2']],
    );
    const large = await fetch(`${at}/paid`, { method: 'POST', body: Buffer.alloc(1.5 * 1024 * 1024) });
    assert.equal(large.status, 413);
    await large.text();
    assert.equal((await fetch(`${at}/free`, { signal: AbortSignal.timeout(60_000) })).status, 201, 'nothing of it stands in the way');
  } finally {
    for (const one of [server, behind]) one.close().closeAllConnections();
  }
});

test('the npm README sets all that its Worker reads, as a variable, a binding or a secret', () => {
  const worker = NPMS.find((code) => code.includes('store/durable-object'));
  const [, settings] = /```json\n([^`]*"durable_objects"[^`]*)```/.exec(NPM);
  const { vars, durable_objects: { bindings } } = JSON.parse(`{${settings.replace(/\n"/g, ',\n"').replaceAll(',,', ',')}}`);
  const set = [...Object.keys(vars), ...bindings.map(({ name }) => name)];
  const read = [...worker.matchAll(/\benv\.(\w+)/g)].map(([, name]) => name);
  assert.deepEqual(read.filter((name) => !name.endsWith('_SECRET_KEY')).sort(), set.sort());
});

test('the table of exports matches the package', async () => {
  const row = README.split('\n').find((line) => line.startsWith('| `mpp-wasm` |'));
  const listed = [...row.split('|')[2].matchAll(/`(\w+)`/g)].map(([, name]) => name).sort();
  const exported = Object.keys(await import('mpp-wasm')).filter((name) => name !== 'default').sort();
  assert.deepEqual(listed, exported);
  const declared = [...read('pkg-template/index.d.ts').matchAll(/export (?:function|class|const) (\w+)/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(declared)].sort(), exported);
});

test('the types have every error code of Rust, with its meaning and under the side that has to act', () => {
  const rust = [...read('src/error.rs').matchAll(/^ {4}(\w+) = "([a-z-]+)", (\w+);/gm)].map(([, name, code, fault]) => ({ name, code, fault }));
  const [, none] = /\n {8}(Code::MalformedChallenge[^>]*) => None/.exec(read('src/problem.rs'));
  const withoutProblem = new Set(none.match(/\w+$|\w+(?=\s*\|)/g));
  const group = ({ name, fault }) =>
    fault !== 'Peer' ? { Caller: 'Your', Server: "The server's" }[fault] : withoutProblem.has(name) ? 'The side that sent' : "The payer's";
  const [, union] = /export type ErrorCode =\n([\s\S]*?)\n\n/.exec(read('pkg-template/index.d.ts'));
  let heading;
  const typed = union.split('\n').flatMap((line) => {
    if (line.startsWith('  // ')) heading = line.slice(5);
    else return [{ heading, ...(/^ {2}\| '(?<code>[a-z-]+)';? \/\/ (?<meaning>\w.{9,})$/.exec(line) ?? assert.fail(line)).groups }];
    return [];
  });
  assert.ok(rust.length > 20);
  assert.deepEqual(typed.map(({ code }) => code).sort(), rust.map(({ code }) => code).sort());
  for (const { code, heading } of typed) assert.ok(heading.startsWith(group(rust.find((own) => own.code === code))), `${code}: ${heading}`);
});

test('the sizes it states are those of the budgets', () => {
  const { bytes } = JSON.parse(read('tests/benches/budgets.json'));
  for (const [entry, name] of [['mpp-wasm', 'browser entry'], ['mpp-wasm/slim', 'slim entry'], ['mpp-wasm/edge', 'Worker bundle']]) {
    const [, stated] = new RegExp(`^\\| \`${entry}\` \\|.*\\| (\\d+) KB \\|$`, 'm').exec(NPM);
    assert.ok(Math.abs(stated * 1000 - bytes[name]) <= 1000, `${entry} has ${bytes[name]} bytes`);
  }
  assert.doesNotMatch(README, /\d KB/, 'they are stated in one place');
});

test('what it says the commands need is what they say', () => {
  for (const text of [README, read('xtask/src/main.rs')]) {
    assert.match(text, /Rust 1\.88 or later with rustup[\s\S]*20\.16, or 22\.3 and later[\s\S]{0,9}with npm/);
  }
  assert.match(read('Cargo.toml'), /^rust-version = "1\.88"$/m);
});

test('the front pages of crate and package link to no file: wherever they are read, it may not be beside them', () => {
  const [, path] = /^readme = "(.*)"$/m.exec(read('Cargo.toml'));
  for (const page of [read(path), NPM]) assert.doesNotMatch(page, /\]\((?!https:\/\/)|<img/);
});

test('the lines of pages are short enough to compare, but for tables, examples and pictures', () => {
  const folders = ['tests/benches', 'tests/differential', 'tests/stripe-sim', 'tests/vectors', 'www/extension', 'www/worker'];
  for (const path of [...PAGES, ...folders.map((folder) => `${folder}/${readdirSync(new URL(folder, root)).find((name) => name.endsWith('.md'))}`)]) {
    const long = read(path).replace(/```[\s\S]*?```/g, '').split('\n').filter((line) => line.length > 130 && !/^(\||<img|> )/.test(line.trim()));
    assert.deepEqual(long, [], path);
  }
});

test('no page says the same thing twice in a row, as a merge may leave it', () => {
  for (const path of PAGES) {
    const words = read(path).replace(/```[\s\S]*?```/g, '').split(/\s+/);
    for (let length = 8; length <= 60; length++) {
      for (let at = 0; at + 2 * length <= words.length; at++) {
        if (words[at] !== words[at + length]) continue;
        const [one, next] = [at, at + length].map((from) => words.slice(from, from + length).join(' '));
        assert.notEqual(one, next, path);
      }
    }
  }
});

test('every command it names exists', () => {
  const help = read('xtask/src/main.rs');
  for (const [, name] of `${README}${read('www/worker/README.md')}`.matchAll(/cargo xtask ([a-z]+)/g)) {
    assert.match(help, new RegExp(`"${name}"`), name);
  }
});

test('the code map names every room of the crate, and every folder of the tests and pages', () => {
  const [, map] = /```text\n([\s\S]*?)```/.exec(README);
  const [src, , www, tests] = map.split(/^(?=[\w-]+\/)/m).map((part) => new Set(part.match(/[\w-]+/g)));
  const folders = (path) => readdirSync(new URL(path, root), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const rooms = new Set(readdirSync(new URL('src', root)).map((name) => name.replace('.rs', '')));
  for (const [named, all] of [
    [src, [...rooms].filter((name) => !['lib', 'README.md'].includes(name))],
    [www, folders('www')],
    [tests, folders('tests')],
  ]) {
    assert.ok(all.length > 3);
    assert.deepEqual(all.filter((name) => !named.has(name)), []);
  }
});

test('every file it links to exists', () => {
  for (const [, path] of README.matchAll(/\]\(((?!https?:)[^)]+)\)/g)) assert.ok(readFileSync(fileURLToPath(new URL(path, root))).length > 0);
});
