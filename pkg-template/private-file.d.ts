/**
 * Writes a new file for cards, credentials or what is left of them after masking. The file gets mode 0600 whatever the
 * umask is. It is created exclusively: a link in its place is not followed, not even a dangling one. The folders on the
 * way to it may be links. Node only; on Windows the mode has no effect.
 *
 * `content` is text, bytes, or an iterable of either. If the iterable fails, the file is removed and the iterable's own
 * error rethrown.
 *
 * ```js
 * import { writePrivateFile } from 'mpp-wasm/private-file';
 * await writePrivateFile('credential.txt', formatCredential(credential));
 * ```
 *
 * @throws {MppError} `invalid-argument` if something already exists at `path`, the file cannot be created there, or
 *   `content` is anything else; `internal` if it cannot be written, as on a full disk
 */
export function writePrivateFile(
  path: string | URL,
  content: string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void>;
