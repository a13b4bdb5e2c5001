// Files that hold cards or credentials: for their owner's eyes, whole or not at all, never through a link. Node only.
import { constants } from 'node:fs';
import { lstat, open, unlink } from 'node:fs/promises';
import { MppError } from './error.js';

const { O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_WRONLY } = constants;
const MODE = 0o600;

/**
 * Writes a new file that only its owner can read and write, whatever the umask. What is there already, a link too, is
 * neither followed nor written over. When the content fails half-way, nothing of the file is left.
 */
export async function writePrivateFile(path, content) {
  const file = await create(path);
  try {
    // The umask may have taken more away than others' rights.
    await file.chmod(MODE);
    await file.writeFile(content);
  } catch (error) {
    await remove(path, file);
    throw error;
  } finally {
    await file.close();
  }
}

async function create(path) {
  try {
    return await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, MODE);
  } catch (error) {
    // The system's own message repeats the path.
    throw new MppError('invalid-argument', error.code === 'EEXIST' ? 'there is something of that name already; name a new file' : 'a file of that name cannot be created');
  }
}

/** Removes the file at a path, if it still is the one that was written. */
async function remove(path, file) {
  const [own, found] = await Promise.all([file.stat({ bigint: true }), lstat(path, { bigint: true }).catch(() => undefined)]);
  if (found?.ino === own.ino && found.dev === own.dev) await unlink(path);
}
