// Files that only their owner can read: the mode, what is refused, and what a failure leaves behind.
import assert from 'node:assert/strict';
import { lstat, mkdir, mkdtemp, open, readFile, readdir, rm, stat, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { MppError, redactStream } from 'mpp-wasm';
import { writePrivateFile } from 'mpp-wasm/private-file';

let root;
let folder;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'mpp-wasm-'));
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'test-'));
});
after(() => rm(root, { recursive: true }));

const refused = (path, content = 'new') =>
  assert.rejects(
    writePrivateFile(path, content),
    (error) => error instanceof MppError && error.code === 'invalid-argument' && !error.message.includes(folder),
  );

test('text, bytes and pieces are written whole', async () => {
  async function* pieces() {
    yield 'a4';
    yield new Uint8Array([50]);
  }
  const stream = new Response('card 4242424242424242').body.pipeThrough(redactStream());
  for (const [name, content, expected] of [
    ['text', 'é', 'é'],
    ['bytes', new Uint8Array([52]), '4'],
    ['pieces', pieces(), 'a42'],
    ['list', ['a', new Uint8Array([52])], 'a4'],
    ['view', new DataView(new Uint8Array([52, 50]).buffer, 1), '2'],
    ['empty', '', ''],
    ['stream', stream, 'card ••••••••••••4242'],
  ]) {
    await writePrivateFile(join(folder, name), content);
    assert.equal(await readFile(join(folder, name), 'utf8'), expected);
  }
});

test('an error says whether the name is taken or cannot be used', async () => {
  await writeFile(join(folder, 'taken'), 'old');
  await assert.rejects(writePrivateFile(join(folder, 'taken'), 'new'), { message: /already exists; choose a new name/ });
  await assert.rejects(writePrivateFile(join(folder, 'missing', 'file'), 'new'), { message: /cannot be created; choose another name or folder/ });
});

test('no file stays open', { skip: process.platform !== 'linux' }, async () => {
  const count = async () => (await readdir('/proc/self/fd')).length;
  const before = await count();
  for (let n = 0; n < 10; n += 1) {
    await writePrivateFile(join(folder, `${n}`), 'x');
    await writePrivateFile(join(folder, `broken-${n}`), [{}]).catch(() => {});
  }
  assert.equal(await count(), before);
});

test('only the owner may read and write, whatever the umask', { skip: process.platform === 'win32' }, async () => {
  for (const umask of [0, 0o22, 0o77, 0o277, 0o777]) {
    const before = process.umask(umask);
    try {
      await writePrivateFile(join(folder, `umask-${umask}`), 'x');
    } finally {
      process.umask(before);
    }
    assert.equal((await stat(join(folder, `umask-${umask}`))).mode & 0o7777, 0o600, umask.toString(8));
  }
});

test('nobody else can open the file even before it has its rights', { skip: process.platform === 'win32' }, async (t) => {
  const probe = await open(join(folder, 'probe'), 'w');
  await probe.close();
  t.mock.method(Object.getPrototypeOf(probe), 'chmod', async () => {});
  await writePrivateFile(join(folder, 'file'), 'x');
  assert.equal((await stat(join(folder, 'file'))).mode & 0o077, 0);
});

test('an existing file is left unchanged', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'old', { mode: 0o644 });
  await refused(file);
  assert.equal(await readFile(file, 'utf8'), 'old');
  assert.equal((await stat(file)).mode & 0o777, 0o644);
  await mkdir(join(folder, 'folder'));
  await refused(join(folder, 'folder'));
  await refused(join(folder, 'no', 'such'));
});

test('a link is never followed, not even a dangling one', async () => {
  const target = join(folder, 'target');
  await writeFile(target, 'old');
  await symlink(target, join(folder, 'link'));
  await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
  await symlink('loop', join(folder, 'loop'));
  for (const name of ['link', 'dangling', 'loop']) await refused(join(folder, name));
  assert.equal(await readFile(target, 'utf8'), 'old');
  await assert.rejects(lstat(join(folder, 'nowhere')));
  assert.ok((await lstat(join(folder, 'dangling'))).isSymbolicLink());
});

test('of two writers, only one creates the file', async () => {
  const all = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => writePrivateFile(join(folder, 'file'), text)));
  assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.match(await readFile(join(folder, 'file'), 'utf8'), /^[abcd]$/);
});

test('a failure leaves no file and reports its cause', async () => {
  async function* failing() {
    yield 'half';
    throw new Error('gone');
  }
  await assert.rejects(writePrivateFile(join(folder, 'file'), failing()), /gone/);
  async function* removed() {
    await unlink(join(folder, 'file'));
    yield* failing();
  }
  await assert.rejects(writePrivateFile(join(folder, 'file'), removed()), /gone/);
  assert.deepEqual(await readdir(folder), []);
});

test('content that is neither text nor bytes is refused as such', async () => {
  for (const content of [undefined, null, 5, {}, new Date(), [5], ['a', undefined], new ArrayBuffer(1)]) {
    const words = { name: 'MppError', code: 'invalid-argument', message: 'content must be text, bytes, or an iterable of either' };
    await assert.rejects(writePrivateFile(join(folder, 'file'), content), words);
  }
  assert.deepEqual(await readdir(folder), []);
});

test('a full disk is reported by its code, without the path, and leaves no file', async (t) => {
  const probe = await open(join(folder, 'probe'), 'w');
  await probe.close();
  const full = Object.assign(new Error(`ENOSPC: no space left on device, write '${folder}'`), { code: 'ENOSPC', syscall: 'write' });
  t.mock.method(Object.getPrototypeOf(probe), 'writeFile', () => Promise.reject(full));
  const words = { name: 'MppError', code: 'internal', message: 'the file cannot be written: ENOSPC' };
  await assert.rejects(writePrivateFile(join(folder, 'file'), 'x'), words);
  assert.deepEqual(await readdir(folder), ['probe']);
});

test('a failure does not remove a file that another writer put in its place', async () => {
  const file = join(folder, 'file');
  async function* replaced() {
    yield 'half';
    await unlink(file);
    await writeFile(file, 'another');
    throw new Error('gone');
  }
  await assert.rejects(writePrivateFile(file, replaced()), /gone/);
  assert.equal(await readFile(file, 'utf8'), 'another');
});
