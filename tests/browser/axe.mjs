// What axe-core finds wrong with a page for people who use a keyboard, a screen reader, or little contrast.
import axe from 'axe-core';
import assert from 'node:assert/strict';

/** Fails with every violation and the elements it is about. `scheme`: `light` or `dark`. */
export async function assertAccessible(page, scheme) {
  if (scheme) await page.emulateMedia({ colorScheme: scheme });
  // Evaluated by the debugger, which a page's own Content-Security-Policy does not hold back.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const said = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary}`));
  assert.deepEqual(said, [], `${page.url()} ${scheme ?? ''}`);
}
