import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build } from 'vite';
import { z } from 'zod';
import { requireBrowser } from '@/test/support/browser-path.mjs';

/** `lib/capture` with the browser's own codecs, as a page sees it. */
const entry = `
  import { createBrowserCodecs } from '@/lib/capture/browser-codecs';
  import { normalise } from '@/lib/capture/normalise';
  export const run = async (blob) => {
    const taken = await normalise(blob, { codecs: createBrowserCodecs(), maxBytes: 50_000_000 })
      .catch((failed) => ({ refused: failed.reason }));
    if (taken.refused) return { refused: taken.refused };
    const bitmap = await createImageBitmap(taken.bytes, { imageOrientation: 'none' });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const at = (x, y) => [...context.getImageData(x * (bitmap.width - 1), y * (bitmap.height - 1), 1, 1).data]
      .slice(0, 3).map((value) => (value > 170 ? 'f' : value > 85 ? '8' : '0')).join('');
    const preview = taken.thumbnail && await createImageBitmap(await (await fetch(taken.thumbnail)).blob());
    const text = new TextDecoder('latin1').decode(await taken.bytes.arrayBuffer());
    return {
      type: taken.bytes.type, size: taken.bytes.size, width: bitmap.width, height: bitmap.height,
      corners: [at(0, 0), at(1, 0), at(1, 1), at(0, 1)],
      preview: Math.max(preview.width, preview.height), previewChars: taken.thumbnail.length,
      metadata: /Exif|GPS-CANARY|ICC_PROFILE/.test(text),
    };
  };
  /** Red, green, blue and white corners, clockwise from the top left, with some noise between. */
  export const paint = async (width, height, type, clear) => {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (!clear) {
      context.fillStyle = '#888';
      context.fillRect(0, 0, width, height);
      for (let line = 0; line < 400; line += 1) {
        context.fillStyle = 'hsl(' + line * 37 + ' 60% 50%)';
        context.fillRect((line * 7919) % width, (line * 104729) % height, width / 9, 3);
      }
    }
    const corners = [['#f00', 0, 0], ['#0f0', 1, 0], ['#00f', 1, 1], ['#fff', 0, 1]];
    for (const [colour, x, y] of clear ? [] : corners) {
      context.fillStyle = colour;
      context.fillRect(x * width * 0.75, y * height * 0.75, width / 4, height / 4);
    }
    return canvas.convertToBlob({ type, quality: 0.95 });
  };
  /** Puts EXIF with an orientation and a place behind the start of a JPEG. */
  export const withExif = async (jpeg, orientation) => {
    const text = (value) => [...value].map((character) => character.charCodeAt(0));
    const tiff = [...text('MM'), 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
    const body = [...text('Exif'), 0, 0, ...tiff, ...text('GPS-CANARY')];
    const app1 = Uint8Array.from([0xff, 0xe1, 0, body.length + 2, ...body]);
    return new Blob([jpeg.slice(0, 2), app1, jpeg.slice(2)]);
  };
  Object.assign(globalThis, { capture: { run, paint, withExif } });
`;

const Taken = z.object({
  refused: z.string().optional(),
  type: z.string().optional(),
  size: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  corners: z.array(z.string()).optional(),
  preview: z.number().optional(),
  previewChars: z.number().optional(),
  metadata: z.boolean().optional(),
});

let browser: Browser;
let page: Page;

/** Runs an expression of `capture` in the page. */
const inPage = async (expression: string) =>
  Taken.parse(await page.evaluate(`(async ({ run, paint, withExif }) => ${expression})(globalThis.capture)`));

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: requireBrowser(), args: ['--no-sandbox'] });
  page = await browser.newPage();
  // Nothing listens there: the page is made here, at an address where WebCrypto works.
  await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>' }));
  await page.goto('http://localhost/');
  await page.addScriptTag({ content: await bundle() });
});

afterAll(() => browser.close());

async function bundle(): Promise<string> {
  const id = 'virtual:capture';
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    resolve: { alias: { '@': fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '') } },
    plugins: [
      {
        name: 'capture-entry',
        resolveId: (source) => (source === id ? `\0${id}` : undefined),
        load: (source) => (source === `\0${id}` ? entry : undefined),
      },
    ],
    build: { write: false, lib: { entry: id, formats: ['iife'], name: 'bundle' } },
  });
  const [first] = [built].flat();
  const chunk = first && 'output' in first ? first.output[0] : undefined;
  if (!chunk) throw new Error('nothing was built');
  return chunk.code;
}

const upright = ['f00', '0f0', '00f', 'fff'];

test.each([
  ['upright', 1, upright, 2500, 1875],
  ['turned a quarter', 6, ['fff', 'f00', '0f0', '00f'], 1875, 2500],
  ['upside down', 3, ['00f', 'fff', 'f00', '0f0'], 2500, 1875],
  ['turned and mirrored', 5, ['f00', 'fff', '00f', '0f0'], 1875, 2500],
])(
  'an 8-megapixel photo taken %s stands upright, without its metadata',
  async (_, turn, corners, width, height) => {
    const taken = await inPage(`run(await withExif(await paint(3264, 2448, 'image/jpeg'), ${turn}))`);
    expect(taken).toMatchObject({ type: 'image/jpeg', width, height, corners, metadata: false, preview: 96 });
    expect(taken.previewChars).toBeLessThan(6_000);
  },
);

test.each(['image/png', 'image/webp'])('%s becomes a JPEG of its own size', async (type) => {
  const taken = await inPage(`run(await paint(800, 600, '${type}'))`);
  expect(taken).toMatchObject({ type: 'image/jpeg', width: 800, height: 600, corners: upright });
});

test('what is transparent becomes white', async () => {
  const taken = await inPage(`run(await paint(800, 600, 'image/png', true))`);
  expect(taken.corners).toEqual(['fff', 'fff', 'fff', 'fff']);
});

test.each(['image/jpeg', 'image/png', 'image/webp'])('half of a %s is refused', async (type) => {
  const half = `const whole = await paint(3264, 2448, '${type}'); return run(whole.slice(0, whole.size / 2))`;
  expect(await inPage(`{ ${half} }`)).toEqual({ refused: 'broken-image' });
});

test('a header with rubbish behind it is refused', async () => {
  const rubbish = `const whole = new Uint8Array(await (await paint(80, 60, 'image/png')).arrayBuffer());
    whole.fill(7, 45, whole.length - 12); return run(new Blob([whole]))`;
  expect(await inPage(`{ ${rubbish} }`)).toEqual({ refused: 'broken-image' });
});
