/**
 * Renders `public/icon.svg` to the PNGs that browsers want: `npx tsx test/support/icons.ts`. The PNGs are
 * committed; run it again when the drawing changes.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { requireBrowser } from './browser-path.mjs';

const sizes = [16, 32, 48, 128];
const here = new URL('../../public/', import.meta.url);

const svg = await readFile(new URL('icon.svg', here), 'utf8');
const browser = await chromium.launch({
  executablePath: requireBrowser(),
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();
for (const size of sizes) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  await writeFile(new URL(`icon/${size}.png`, here), await page.screenshot({ omitBackground: true }));
}
await browser.close();
