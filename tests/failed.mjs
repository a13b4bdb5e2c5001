// A reporter of Node's test runner: one line for each test that failed, with its place and its reason. `cargo xtask test`
// repeats them at the end, below the output of the steps that came after.
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** A reason is cut to this many characters. */
const LONG = 300;

export default async function* failed(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:fail' || data.todo || data.skip) continue;
    const { failureType, cause, message } = data.details.error;
    // What failed inside it has its own line.
    if (failureType === 'subtestsFailed') continue;
    const place = data.file ? `${relative('.', data.file)}:${data.line} ` : '';
    const reason = stripVTControlCharacters(String(cause?.message ?? cause ?? message)).trim().replace(/\s+/g, ' ');
    yield `    ${place}${data.name}: ${reason.slice(0, LONG)}\n`;
  }
}
