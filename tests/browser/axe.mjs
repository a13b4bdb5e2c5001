// Checks the accessibility of a page with axe-core.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Minified: browsers read it once for each document, which takes longer than the check itself. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails with every violation and the elements it concerns. `scheme`: `light` or `dark`. */
export async function assertAccessible(page, scheme) {
  if (scheme) await page.emulateMedia({ colorScheme: scheme });
  // Evaluated by the debugger, which the page's own Content-Security-Policy does not restrict.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const said = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary}`));
  assert.deepEqual(said, [], `${page.url()} ${scheme ?? ''}`);
}
