import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { languages } from '@/lib/domain/language';
import { requireBrowser } from '@/test/support/browser-path.mjs';
import { compileWords } from '@/test/support/words-plugin';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const gallery = join(root, 'test/components/gallery');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const Report = z.object({ drawn: z.number(), faults: z.array(z.string()) });

const MINUTE = 60_000;

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
      rolldownOptions: { input: join(gallery, 'layout.html') },
    },
  });
}

test('every screen holds every language at 200 % text on 360 px, and buttons are named as they read', async () => {
  const site = mkdtempSync(join(tmpdir(), 'satchel-gallery-'));
  await buildGallery(site);
  const browser = await chromium.launch({
    executablePath: requireBrowser(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width: 360, height: 640 }, reducedMotion: 'reduce' });
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    // Pictures lie at Atlas, who is not here.
    if (!types[extname(pathname)] || pathname.includes('specimen')) return route.fulfill({ status: 404 });
    return route.fulfill({
      contentType: types[extname(pathname)] ?? '',
      body: readFileSync(join(site, pathname)),
    });
  });
  await page.goto('http://gallery.example/layout.html');
  const written = await Promise.race([
    page.locator('#report').textContent({ timeout: 2 * MINUTE }),
    page.waitForEvent('pageerror', { timeout: 0 }).then(({ message }) => message),
  ]);
  await browser.close();
  rmSync(site, { recursive: true });
  const { drawn, faults } = Report.parse(JSON.parse(written ?? 'null'));
  expect(drawn).toBeGreaterThan(languages.length * 30);
  expect(faults).toEqual([]);
});
