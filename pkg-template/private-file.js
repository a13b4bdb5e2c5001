// Files for cards or credentials: readable by their owner only, written whole or not at all, and never through a link
// in their place. Node only.
import { constants } from 'node:fs';
import { lstat, open, unlink } from 'node:fs/promises';
import { wrong } from './arguments.js';
import { MppError } from './error.js';

const { O_CREAT, O_EXCL, O_WRONLY } = constants;
const MODE = 0o600;

/**
 * Writes a new file that only its owner can read and write, whatever the umask is. An existing file or link is neither
 * followed nor overwritten. If the content or the disk fails halfway, the file is removed.
 */
export async function writePrivateFile(path, content) {
  if (!isPiece(content) && !content?.[Symbol.iterator] && !content?.[Symbol.asyncIterator]) throw wrong(CONTENT);
  const file = await create(path);
  let failed;
  async function* pieces() {
    try {
      for await (const piece of isPiece(content) ? [content] : content) {
        if (!isPiece(piece)) throw wrong(CONTENT);
        yield piece;
      }
    } catch (error) {
      failed = error;
      throw error;
    }
  }
  try {
    // The umask may have removed the owner's rights too.
    await file.chmod(MODE);
    await file.writeFile(pieces());
  } catch (error) {
    await remove(path, file);
    throw error === failed ? error : new MppError('internal', `the file cannot be written: ${error.code}`);
  } finally {
    await file.close();
  }
}

const CONTENT = 'content must be text, bytes, or an iterable of either';

function isPiece(value) {
  return typeof value === 'string' || ArrayBuffer.isView(value);
}

async function create(path) {
  try {
    // A link in its place exists, and is not followed.
    return await open(path, O_WRONLY | O_CREAT | O_EXCL, MODE);
  } catch (error) {
    // The system's own message would quote the path.
    if (error.code === 'EEXIST') throw wrong('something with that name already exists; choose a new name');
    throw wrong('a file with that name cannot be created; choose another name or folder');
  }
}

/** Removes the file at a path if it is still the one that was written. */
async function remove(path, file) {
  const [own, found] = await Promise.all([file.stat({ bigint: true }), lstat(path, { bigint: true }).catch(() => undefined)]);
  if (found?.ino === own.ino && found.dev === own.dev) await unlink(path);
}
