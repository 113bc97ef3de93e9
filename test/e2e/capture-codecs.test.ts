import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { z } from 'zod';
import { requireBrowser } from '@/test/support/browser-path.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

const Taken = z.looseObject({ previewChars: z.number().optional() });

let browser: Browser;
let page: Page;

/** Evaluates an expression made of the functions of `capture-in-page.ts`. */
const inPage = async (expression: string) =>
  Taken.parse(
    await page.evaluate(`(async ({ run, paint, clear, withExif, spoil }) => run(${expression}))(capture)`),
  );

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: requireBrowser(), args: ['--no-sandbox'] });
  page = await browser.newPage();
  // Nothing listens there: the page is made here, at an address that counts as secure.
  await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>' }));
  await page.goto('http://localhost/');
  await page.addScriptTag({ content: await bundle() });
});

afterAll(() => browser.close());

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root,
    resolve: { alias: { '@': root } },
    build: {
      write: false,
      copyPublicDir: false,
      lib: { entry: 'test/e2e/capture-in-page.ts', formats: ['iife'], name: 'capture' },
    },
  });
  const [first] = [built].flat();
  if (!first || !('output' in first)) throw new Error('nothing was built');
  return first.output[0].code;
}

const upright = ['f00', '0f0', '00f', 'fff'];

test.each([
  ['upright', 1, upright, 2800, 2100],
  ['turned a quarter', 6, ['fff', 'f00', '0f0', '00f'], 2100, 2800],
  ['upside down', 3, ['00f', 'fff', 'f00', '0f0'], 2800, 2100],
  ['turned and mirrored', 5, ['f00', 'fff', '00f', '0f0'], 2100, 2800],
])(
  'an 8-megapixel photo taken %s stands upright, without metadata',
  async (_, turn, corners, width, height) => {
    const taken = await inPage(`withExif(await paint(3264, 2448, 'image/jpeg'), ${turn})`);
    expect(taken).toMatchObject({ type: 'image/jpeg', width, height, corners, metadata: false, preview: 96 });
    expect(taken.previewChars).toBeLessThan(6_000);
  },
);

test.each(['image/png', 'image/webp'])('%s becomes a JPEG of its own size', async (type) => {
  const taken = await inPage(`await paint(800, 600, '${type}')`);
  expect(taken).toMatchObject({ type: 'image/jpeg', width: 800, height: 600, corners: upright });
});

test('what is transparent becomes white', async () => {
  expect(await inPage('await clear(800, 600)')).toMatchObject({ corners: ['fff', 'fff', 'fff', 'fff'] });
});

test.each(['image/jpeg', 'image/png', 'image/webp'])('%s cut short is refused', async (type) => {
  const whole = `await paint(3264, 2448, '${type}')`;
  expect(await inPage(`(${whole}).slice(0, 50_000)`)).toEqual({ refused: 'broken-image' });
});

test('rubbish between a good header and a good end is refused', async () => {
  expect(await inPage(`await spoil(await paint(80, 60, 'image/webp'))`)).toEqual({ refused: 'broken-image' });
});
