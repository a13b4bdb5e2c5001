// Renders icon.svg to icon-<size>.png. Run it by hand after changing the drawing: node www/extension/icons/render.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { launch } from '../../../tests/browser/chromium.mjs';

const here = (name) => new URL(name, import.meta.url);
const svg = readFileSync(here('icon.svg'), 'utf8');
const context = await launch();
const page = await context.newPage();
for (const size of [16, 32, 48, 128]) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  writeFileSync(here(`icon-${size}.png`), await page.screenshot({ omitBackground: true }));
}
await context.close();
