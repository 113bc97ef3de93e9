import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { steps } from '@/test/components/gallery/steps';
import { galleryAddress, openGallery } from '@/test/support/gallery-site';

/* With the few colours that an agent has chosen for his whole system, nothing is told by a colour of ours. */

let opened: Awaited<ReturnType<typeof openGallery>>;
beforeAll(async () => {
  opened = await openGallery({ viewport: { width: 400, height: 600 }, forcedColors: 'active' });
});
afterAll(() => opened.close());

async function show(scene: string): Promise<Page> {
  const { page } = opened;
  await page.goto(`${galleryAddress}/index.html?scene=${scene}`);
  await page.locator('main').waitFor();
  await steps[scene]?.(page);
  const folder = process.env['SATCHEL_LOOK'];
  if (folder) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: `${folder}/${scene}.png`, animations: 'disabled' });
  }
  return page;
}

/** What is drawn of a box besides its text, by the colours of the system. */
const drawn = (one: Locator, pseudo?: string) =>
  one.evaluate((element, part) => {
    const style = getComputedStyle(element, part);
    const border = `${style.borderTopWidth} ${style.borderTopStyle} ${style.borderTopColor}`;
    const outline = `${style.outlineStyle} ${style.outlineWidth}`;
    return [border, outline, style.backgroundColor, style.backgroundImage].join(' | ');
  }, pseudo);

/** How two places of a box are painted, as shares of its width, in the middle of its height. */
async function painted(one: Locator, shares: readonly number[]): Promise<number[]> {
  const { data, width, height } = PNG.sync.read(await one.screenshot());
  const row = Math.floor(height / 2) * width;
  return shares.map((share) => data.readUInt32BE((row + Math.floor(width * share)) * 4));
}

test('which filter and which kind are chosen', async () => {
  const page = await show('many');
  const chips = page.locator('.finder-chip');
  expect(await drawn(chips.nth(0))).not.toBe(await drawn(chips.nth(1)));
  await show('capture');
  const [chosen, other] = [page.locator('.kind:has(:checked)'), page.locator('.kind:not(:has(:checked))')];
  expect(await drawn(chosen)).not.toBe(await drawn(other.first()));
});

test('that files may be let go', async () => {
  const page = await show('capture');
  const zone = page.locator('.drop');
  const before = await drawn(zone);
  await page.evaluate(() => window.dispatchEvent(new DragEvent('dragover', { cancelable: true })));
  await page.locator('.drop-over').waitFor();
  expect(await drawn(zone)).not.toBe(before);
});

test('how far Atlas is: done, under way, not begun', async () => {
  const page = await show('verifying');
  const [done, doing, todo] = ['.stage-done', '.stage-doing', '.stage-todo'].map((name) =>
    page.locator(name).first(),
  );
  if (!done || !doing || !todo) throw new RangeError('three stages are shown');
  const bars = [await drawn(done, '::before'), await drawn(doing, '::before'), await drawn(todo, '::before')];
  expect(new Set(bars).size).toBe(3);
});

test('how sure Atlas was, and what it compared', async () => {
  const page = await show('verified');
  const meter = page.locator('meter[value="0.64"]');
  await meter.waitFor();
  const [filled, empty] = await painted(meter, [0.3, 0.9]);
  expect(filled).not.toBe(empty);
  const mark = page.locator('mark').first();
  const ground = (one: Locator) => one.evaluate((element) => getComputedStyle(element).backgroundColor);
  expect(await ground(mark)).not.toBe(await ground(page.locator('html')));
});
