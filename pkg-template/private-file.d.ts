/**
 * Writes a new file for cards, credentials or what is left of them after masking. The file gets mode 0600 whatever the
 * umask is. It is created exclusively, and never through a link, not even a dangling one. Node only; on Windows the
 * mode has no effect.
 *
 * `content` is text, bytes, or an iterable of either. If the iterable fails, the file is removed and the error
 * rethrown.
 *
 * ```js
 * import { writePrivateFile } from 'mpp-wasm/private-file';
 * await writePrivateFile('credential.txt', formatCredential(credential));
 * ```
 *
 * @throws {MppError} `invalid-argument` if something already exists at `path`, or the file cannot be created there
 */
export function writePrivateFile(
  path: string | URL,
  content: string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void>;
