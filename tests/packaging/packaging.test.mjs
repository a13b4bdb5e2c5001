// What users get: the packed tarball, installed into empty folders and imported by its public name.
import assert from 'node:assert/strict';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { after, before, test } from 'node:test';
import { WASM, execute, header, node, pack, pkg, root, sees, seesEdge } from './installed.mjs';

let packed;
before(async () => {
  packed = await pack();
});
after(() => packed.remove());

test('the tarball contains the whitelist of package.json and nothing else', async () => {
  const manifest = JSON.parse(await readFile(join(pkg, 'package.json'), 'utf8'));
  const files = packed.files.map(file => file.path).sort();
  assert.deepEqual(files, ['README.md', 'package.json', ...manifest.files].sort());
  assert.deepEqual(files.filter(file => file.endsWith('.wasm')), [
    'edge/mpp_wasm_edge_bg.wasm', 'mpp_wasm_bg.wasm', 'mpp_wasm_compact_bg.wasm', 'slim/mpp_wasm_slim_bg.wasm',
  ]);
  assert.deepEqual(files.filter(file => /snippets|\.gitignore|^package\.json\./.test(file)), []);
  assert.deepEqual(await filesBelow(pkg), files, 'a file of pkg/ is missing from the whitelist');
});

test('nothing in the tarball names the machine that built it', async () => {
  const registries = await readdir(join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src'));
  // Each is named after its host and a hash.
  const names = [homedir() + sep, root, ...registries.map(name => name.replace(/-[0-9a-f]+$/, ''))];
  assert.ok(names.length > 2 && names.every(name => name.length > 3));
  for (const { path } of packed.files) {
    const bytes = await readFile(join(pkg, path));
    assert.deepEqual(names.filter(name => bytes.includes(name)), [], path);
  }
});

test('whose code the wasm files contain is said, with the licenses', async () => {
  const said = await readFile(join(pkg, 'LICENSE-THIRD-PARTY'), 'utf8');
  const files = await Promise.all(Object.values(WASM).map((file) => readFile(join(pkg, file), 'latin1')));
  // A panic names the file of the package that it is in, unless the linker has found that nothing reads the name.
  const panics = files.join('\n').matchAll(/([a-z][\w-]*)-(\d+\.\d+\.\d+)\/src\//g);
  const names = [...new Set([...panics].map(([, name, version]) => `\n${name} ${version}: `))];
  assert.ok(names.length > 0);
  assert.deepEqual(names.filter((name) => !said.includes(name)), []);
  const license = /\nconst-default [\d.]+, MIT\n\nMIT License\n\nCopyright [^]+ shall be included in all\ncopies/;
  assert.match(said, license, 'the Apache License is no choice for it');
});

test('every exported path is a file of the tarball', async () => {
  const { exports, bin, types, sideEffects } = JSON.parse(await readFile(join(pkg, 'package.json'), 'utf8'));
  const filesOf = target => (typeof target === 'string' ? target : Object.values(target).flatMap(filesOf));
  const targets = filesOf(exports);
  const files = new Set(packed.files.map(file => `./${file.path}`));
  const missing = [...targets, ...Object.values(bin), ...sideEffects, types].filter(target => !files.has(target));
  assert.deepEqual(missing, []);
});

test('where TypeScript reads no exports (node10, its older default for CommonJS), it finds the types of every entry', async () => {
  const { exports, typesVersions } = JSON.parse(await readFile(join(pkg, 'package.json'), 'utf8'));
  const files = new Set(packed.files.map(file => `./${file.path}`));
  for (const [entry, { types }] of Object.entries(exports)) {
    if (types === undefined || entry === '.') continue;
    const [named] = typesVersions['*'][entry.slice('./'.length)] ?? [`${entry}.d.ts`];
    assert.deepEqual([entry, named], [entry, types]);
    assert.ok(files.has(named), entry);
  }
});

test('Node imports it by name', async () => {
  const dir = await packed.install('node');
  const text = await node(dir, 'consumer.mjs', header);
  sees(text);
  seesEdge(text);
  assert.equal(JSON.parse(text).errors, 1, 'MppError is one class, whoever throws it');
});

test('Node imports the store of Workers, as frameworks do that build for them, and reaches objects through a binding', async () => {
  const dir = await packed.install();
  await writeFile(join(dir, 'built.mjs'), `
    import { ClaimStore, durableObject } from 'mpp-wasm/store/durable-object';
    const namespace = { idFromName: (name) => name, get: (id) => ({ swap: async (...args) => [id, ...args] }) };
    const said = [await durableObject(namespace).swap('a', undefined, 'b', 1)];
    try { new ClaimStore(); } catch ({ code, message }) { said.push(code, message); }
    console.log(JSON.stringify(said));
  `);
  const [swapped, code, message] = JSON.parse(await node(dir, 'built.mjs'));
  assert.deepEqual(swapped, ['claims-33', 'a', null, 'b', 1]);
  assert.equal(code, 'not-ready');
  assert.match(message, /"workerd"/);
});

test('CommonJS requires it, in Node that can', { skip: !process.features.require_module }, async () => {
  const dir = await packed.install();
  const script = "for (const entry of ['', '/slim', '/edge', '/node', '/store/memory', '/store/redis']) require(`mpp-wasm${entry}`)";
  await node(dir, '--input-type=commonjs', '-e', script);
});

test('each entry that Node loads is one file', async () => {
  for (const entry of ['node.js', 'slim/node.js', 'edge/node.js']) {
    const text = await readFile(join(pkg, entry), 'utf8');
    assert.doesNotMatch(text, /^import\b|\bimport\(|\brequire\(/m, entry);
  }
});

test('wasm calls pass single numbers, for which engines have ready-made wrappers', async () => {
  for (const file of packed.files.map(({ path }) => path).filter(path => path.endsWith('.wasm'))) {
    const all = signatures(await readFile(join(pkg, file)));
    const costly = all.filter(({ params, results }) => results.length > 1 || [...params, ...results].some(type => !NUMBERS.includes(type)));
    assert.ok(all.length > 5, file);
    assert.deepEqual(costly, [], file);
  }
});

for (const resolution of ['bundler', 'nodenext']) {
  test(`TypeScript type-checks a program against it (${resolution})`, async () => {
    const dir = await packed.install('types');
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await node(dir, tsc, '--project', `tsconfig.${resolution}.json`);
  });
}

test('the examples of its README compile in TypeScript as they stand', async () => {
  const dir = await packed.install();
  const readme = await readFile(join(dir, 'node_modules/mpp-wasm/README.md'), 'utf8');
  const all = [...readme.matchAll(/```[jt]s\n([\s\S]*?)```/g)].map(([, code]) => code);
  const [server] = all.filter(code => code.includes("from 'mpp-wasm/node'"));
  const [offer] = all.filter(code => code.includes('new ChallengeKey('));
  // What an example takes from the one before it, or leaves to its reader.
  const given = [
    [
      /app\.get\('\/report'/,
      `${server}\ndeclare const app: { get(path: string, listener: (req: import('node:http').IncomingMessage, ` +
        "res: import('node:http').ServerResponse, next: (error: unknown) => void) => void): void };",
    ],
    [/app\.get\('\/paid'|app\.fetch/, `import { Hono } from 'hono';\nconst app = new Hono();\n${server}`],
    [/\bmyStore\b/, "import { memory as myStore } from 'mpp-wasm/store/memory';"],
    [/\b(key|offer)\.check\(/, offer],
    [/\bclaim\(/, 'declare const claim: (challengeId: string) => Promise<boolean>;'],
    [/\bcharge\(payload/, "declare const charge: (payload: import('mpp-wasm').JsonObject, key: string) => Promise<string>;"],
    [/\bauthorization\b/, 'declare const authorization: string | null;'],
  ];
  for (const [at, code] of all.entries()) {
    const before = given.filter(([needs]) => needs.test(code)).map(([, text]) => text);
    const whole = [...before, code, 'export {};'].join('\n');
    await writeFile(join(dir, `example${at}.ts`), whole);
  }
  await writeFile(join(dir, 'wallet.ts'), "export declare function tokenFor(challenge: import('mpp-wasm').DecodedChallenge): Promise<string>;");
  for (const name of ['@types', 'hono']) await symlink(join(root, 'node_modules', name), join(dir, 'node_modules', name));
  // With the types of a page as well, as by default, and without them.
  for (const lib of [undefined, ['ES2022']]) {
    const compilerOptions = { strict: true, noEmit: true, target: 'ES2022', module: 'nodenext', types: ['node'], lib };
    await writeFile(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    await node(dir, join(root, 'node_modules/typescript/bin/tsc'), '--project', '.');
  }
  assert.ok(all.length > 8);
});

test('the shell command decodes a challenge, or reports as JSON why it cannot', async () => {
  const dir = await packed.install();
  const decode = challenge =>
    execute('npx', ['--no-install', 'mpp-wasm', 'decode', '--challenge', challenge, '--format', 'json'], { cwd: dir });

  const { stdout } = await decode(header);
  assert.equal(JSON.parse(stdout).network_id, 'profile_1');

  const failure = await decode('Basic realm="x"').then(() => assert.fail('it should fail'), error => error);
  assert.equal(failure.code, 1);
  const error = JSON.parse(failure.stdout || failure.stderr.split('\n').find(line => line.startsWith('{')));
  assert.equal(typeof error.code, 'string');
  assert.equal(typeof error.message, 'string');
});

/** i32, i64, f32 and f64. */
const NUMBERS = [0x7f, 0x7e, 0x7d, 0x7c];

/** All function types of a wasm file: its first section, or the one after a custom section. */
function signatures(wasm) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const list = item => Array.from({ length: number() }, item);
  for (;;) {
    const id = wasm[at++];
    const end = number() + at;
    if (id === 1) return list(() => ((at += 1), { params: list(() => wasm[at++]), results: list(() => wasm[at++]) }));
    at = end;
  }
}

async function filesBelow(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath ?? entry.path, entry.name));
  return files.map(file => relative(dir, file).replaceAll('\\', '/')).sort();
}
