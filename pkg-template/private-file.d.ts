/**
 * Writes a new file for cards, credentials or what is left of them: mode 0600 whatever the umask, created exclusively,
 * never through a link, also a dangling one. Node only; on Windows the mode means nothing.
 *
 * `content` is text, bytes, or pieces of either as they come. When they fail, the file is removed and the failure thrown.
 *
 * ```js
 * import { writePrivateFile } from 'mpp-wasm/private-file';
 * await writePrivateFile('credential.txt', formatCredential(credential));
 * ```
 *
 * @throws {MppError} `invalid-argument` when there is something at `path`, or nothing can be created there.
 */
export function writePrivateFile(
  path: string | URL,
  content: string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void>;
