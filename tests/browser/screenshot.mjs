// Takes pictures of pages, for people to look at. `cargo xtask screenshots` names the folder.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The widths at which views are checked. */
export const WIDTHS = [320, 768, 1280];

/** Writes `<name>-<width>-<scheme>.png` of a whole page, light and dark. */
export async function picture(page, folder, name, { widths = WIDTHS, schemes = ['light', 'dark'], height = 720 } = {}) {
  mkdirSync(folder, { recursive: true });
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true, animations: 'disabled' });
    }
  }
}
