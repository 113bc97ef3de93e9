import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { requireBrowser } from './browser-path.mjs';
import { compileWords } from './words-plugin';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const gallery = join(root, 'test/components/gallery');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
/** What Atlas would serve as the masked picture of a card. */
const specimen = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="300" font-family="sans-serif">
  <rect width="480" height="300" rx="14" fill="#fbf6ea"/><rect width="480" height="46" rx="14" fill="#e8925a"/>
  <rect x="24" y="74" width="110" height="136" fill="#b9c5cc"/><text x="160" y="100" font-size="22">Ravi Deshmukh</text>
  <text x="160" y="134" font-size="18">16/07/1986</text><text x="120" y="264" font-size="30">XXXX XXXX 9012</text>
  <text x="250" y="210" font-size="40" fill="#c33" opacity=".5">SPECIMEN</text></svg>`;
export const galleryAddress = 'http://gallery.example';

/** The gallery as a site of files. */
async function buildGallery(outDir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: gallery,
    base: './',
    publicDir: join(root, 'public'),
    plugins: [compileWords()],
    resolve: { alias: { '@': root } },
    oxc: { jsx: { development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'esnext',
      rolldownOptions: { input: [join(gallery, 'index.html'), join(gallery, 'layout.html')] },
    },
  });
}

/**
 * The gallery of all screens, built and served to a page of a real browser without a server.
 * @returns the page, and what ends browser and files
 */
export async function openGallery(
  options: BrowserContextOptions,
): Promise<{ page: Page; close: () => Promise<void> }> {
  const site = mkdtempSync(join(tmpdir(), 'satchel-gallery-'));
  await buildGallery(site);
  const browser = await chromium.launch({
    executablePath: requireBrowser(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
  // The bundler names functions with a function of its own, which the page does not have.
  await page.addInitScript({ content: 'globalThis.__name = (named) => named' });
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    const contentType = types[extname(pathname)];
    if (!contentType) return route.fulfill({ status: 404 });
    const body = pathname.endsWith('specimen.svg') ? specimen : readFileSync(join(site, pathname));
    return route.fulfill({ contentType, body });
  });
  return {
    page,
    async close() {
      await browser.close();
      rmSync(site, { recursive: true });
    },
  };
}
