// Checks the accessibility of a page with axe-core.
import axe from 'axe-core';
import assert from 'node:assert/strict';

/** Fails with every violation and the elements it concerns. `scheme`: `light` or `dark`. */
export async function assertAccessible(page, scheme) {
  if (scheme) await page.emulateMedia({ colorScheme: scheme });
  // Evaluated by the debugger, which the page's own Content-Security-Policy does not restrict.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const said = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary}`));
  assert.deepEqual(said, [], `${page.url()} ${scheme ?? ''}`);
}
