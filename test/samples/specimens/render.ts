import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { requireBrowser } from '@/test/support/browser-path.mjs';

interface Picture {
  readonly file: string;
  readonly source: string;
  readonly height: number;
  /** Changes the page before the picture is taken; `masked` covers the number, `blurred` moves the camera. */
  readonly as?: 'masked' | 'blurred';
}

/** Every picture is 1,500 px wide: what a phone's photo still is after the extension has brought it down. */
const pictures: readonly Picture[] = [
  { file: 'aadhaar.jpg', source: 'aadhaar.html', height: 990 },
  { file: 'aadhaar-masked.png', source: 'aadhaar.html', height: 990, as: 'masked' },
  { file: 'pan.jpg', source: 'pan.html', height: 990 },
  { file: 'pan-blurred.jpg', source: 'pan.html', height: 990, as: 'blurred' },
  { file: 'invoice.jpg', source: 'invoice.html', height: 1_750 },
  { file: 'open-box.jpg', source: 'open-box.html', height: 1_125 },
  { file: 'nothing.jpg', source: 'nothing.html', height: 1_125 },
];

const BLUR = '4.5px';
const here = (path: string) => new URL(path, import.meta.url);

async function take(page: Page, { file, source, height, as }: Picture): Promise<void> {
  await page.setViewportSize({ width: 1_500, height });
  await page.goto(here(source).href);
  await page.evaluate(
    ([name, blur]) => {
      if (name) document.body.classList.add(name);
      if (name === 'blurred') document.body.style.setProperty('--blur', `blur(${blur})`);
    },
    [as ?? '', BLUR] as const,
  );
  const path = fileURLToPath(here(file));
  await page.screenshot(file.endsWith('.png') ? { path } : { path, type: 'jpeg', quality: 86 });
}

/** A phone's photo brought to 2,500 px at 0.85. */
async function shrink(page: Page, from: string, to: string): Promise<void> {
  const source = `data:image/jpeg;base64,${readFileSync(here(from)).toString('base64')}`;
  const size = await page.evaluate(async (src) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    const scale = Math.min(1, 2_500 / Math.max(image.naturalWidth, image.naturalHeight));
    image.width = Math.round(image.naturalWidth * scale);
    image.height = Math.round(image.naturalHeight * scale);
    document.body.replaceChildren(image);
    document.body.style.margin = '0';
    return { width: image.width, height: image.height };
  }, source);
  await page.setViewportSize(size);
  await page.screenshot({ path: fileURLToPath(here(to)), type: 'jpeg', quality: 85 });
}

/** Renders every specimen from the HTML beside this file. */
async function render(): Promise<void> {
  const browser = await chromium.launch({ executablePath: requireBrowser(), args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    for (const picture of pictures) await take(page, picture);
    await page.goto(here('delivery-order.html').href);
    const path = fileURLToPath(here('delivery-order.pdf'));
    await page.pdf({ path, preferCSSPageSize: true, printBackground: true });
    await page.goto('about:blank');
    await shrink(page, '../photo-receipt-8mp.jpg', '../photo-receipt-2500px.jpg');
  } finally {
    await browser.close();
  }
}

await render();
