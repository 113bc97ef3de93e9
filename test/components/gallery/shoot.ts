/**
 * Pictures of every scene: `npx tsx test/components/gallery/shoot.ts [name…]` writes `.output/gallery/*.png`
 * and says where a page is wider than its window, a control has no name, or text has too little contrast.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { compileWords } from '@/test/support/words-plugin';
import { requireBrowser } from '@/test/support/browser-path.mjs';
import { findFaults } from './faults';
import { steps } from './steps';

const path = (from: string) => fileURLToPath(new URL(from, import.meta.url));
const out = path('../../../.output/gallery/');
const looks = [
  { name: '', colorScheme: 'light', width: 400, height: 600, zoom: 1 },
  { name: '-dark', colorScheme: 'dark', width: 400, height: 600, zoom: 1 },
  { name: '-narrow', colorScheme: 'light', width: 360, height: 500, zoom: 1 },
  { name: '-large-text', colorScheme: 'light', width: 800, height: 600, zoom: 2 },
] as const;

const server = await createServer({
  configFile: false,
  logLevel: 'warn',
  root: path('.'),
  publicDir: path('../../../public'),
  cacheDir: path('../../../node_modules/.vite-gallery'),
  plugins: [compileWords()],
  resolve: { alias: { '@': path('../../..') } },
  server: { port: 0, host: '127.0.0.1', fs: { allow: [path('../../..')] } },
});
await server.listen();
const address = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({
  executablePath: requireBrowser(),
  args: ['--no-sandbox', '--disable-gpu'],
});
await mkdir(out, { recursive: true });
const wanted = process.argv.slice(2);
let faults = 0;
const specimen = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="300" font-family="sans-serif">
  <rect width="480" height="300" rx="14" fill="#fbf6ea"/><rect width="480" height="46" rx="14" fill="#e8925a"/>
  <rect x="24" y="74" width="110" height="136" fill="#b9c5cc"/><text x="160" y="100" font-size="22">Ravi Deshmukh</text>
  <text x="160" y="134" font-size="18">16/07/1986</text><text x="120" y="264" font-size="30">XXXX XXXX 9012</text>
  <text x="250" y="210" font-size="40" fill="#c33" opacity=".5">SPECIMEN</text></svg>`;

async function shoot(page: Page, scene: string, look: (typeof looks)[number]): Promise<void> {
  const wide = /^(capture|folder(?!-card)|options)/.test(scene) && look.width === 400;
  await page.setViewportSize({ width: wide ? 900 : look.width, height: look.height });
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
  await page.goto(`${address}?scene=${scene}`);
  await page.locator('main').waitFor();
  // All of a long popup, which scrolls inside; of a list of very many what the popup shows.
  if (!scene.startsWith('many')) await page.addStyleTag({ content: '.popup { max-height: none }' });
  if (look.zoom > 1) await page.addStyleTag({ content: `html { font-size: ${look.zoom * 100}% }` });
  await steps[scene]?.(page);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({ path: `${out}${scene}${look.name}.png`, fullPage: true });
  for (const fault of await findFaults(page)) {
    faults += 1;
    console.log(`${scene}${look.name}: ${fault}`);
  }
}

const page = await browser.newPage();
// tsx names functions with a function of its own, which the page does not have.
await page.addInitScript({ content: 'globalThis.__name = (named) => named' });
await page.route('**/specimen.svg', (route) =>
  route.fulfill({ contentType: 'image/svg+xml', body: specimen }),
);
await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
page.on('console', (message) => message.type() === 'error' && console.log(`console: ${message.text()}`));
page.on('pageerror', (error) => console.log(`error: ${error.message}`));
await page.goto(address);
// The words are loaded before anything is listed.
await page.locator('li a').first().waitFor();
const names = await page.locator('li a').allTextContents();
for (const scene of names.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  for (const look of looks) await shoot(page, scene, look);
}
await browser.close();
await server.close();
console.log(`${names.length} scenes, ${faults} faults`);
process.exitCode = faults > 0 ? 1 : 0;
