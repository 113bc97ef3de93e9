import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryAddress, openGallery } from '@/test/support/gallery-site';

/* The popup where there is little room: a screen of a small laptop, a narrow panel, large text. */

let opened: Awaited<ReturnType<typeof openGallery>>;
beforeAll(async () => {
  opened = await openGallery({ viewport: { width: 360, height: 500 } });
});
afterAll(() => opened.close());

async function show(scene: string, size: { readonly width: number; readonly height: number }): Promise<Page> {
  const { page } = opened;
  await page.setViewportSize(size);
  await page.goto(`${galleryAddress}/index.html?scene=${scene}`);
  await page.locator('main').waitFor();
  return page;
}

/** What moves when it is scrolled: the page itself, and whatever in it is larger than its window. */
const scrollers = (page: Page) =>
  page.evaluate(() => {
    const own = [...document.querySelectorAll('body *')].filter(
      (one) => /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight + 1,
    );
    const pageMoves = document.documentElement.scrollHeight > window.innerHeight;
    return [...(pageMoves ? ['page'] : []), ...own.map(({ className }) => className)];
  });

const top = (page: Page, selector: string) =>
  page.locator(selector).evaluate((one) => Math.round(one.getBoundingClientRect().top));

describe('in 360 × 500', () => {
  test.each(['attention', 'many'])('%s scrolls once, sideways never, and its head stays', async (scene) => {
    const page = await show(scene, { width: 360, height: 500 });
    await page.getByRole('button', { name: /^Menu/ }).waitFor();
    expect(await scrollers(page)).toEqual(['page']);
    await page.mouse.move(180, 300);
    // Turned until it is there: a long list is short at first.
    const scrolled = async () => {
      await page.mouse.wheel(0, 400);
      return page.evaluate(() => window.scrollY);
    };
    await expect.poll(scrolled, { timeout: 10_000 }).toBeGreaterThanOrEqual(400);
    await page.evaluate(() => window.scrollTo(300, window.scrollY));
    expect(await page.evaluate(() => window.scrollX)).toBe(0);
    expect(await top(page, '.popup-head')).toBe(0);
  });

  test('the 150th of 200 loans is reached by scrolling', async () => {
    const page = await show('many', { width: 360, height: 500 });
    await page.locator('.loans-placed').first().waitFor();
    const place = page.locator('article[aria-posinset="150"]');
    for (let turn = 0; turn < 60 && (await place.count()) === 0; turn += 1) {
      await page.mouse.move(180, 300);
      await page.mouse.wheel(0, 600);
      await page.evaluate(() => new Promise((done) => void requestAnimationFrame(() => done(undefined))));
    }
    expect(await place.isVisible()).toBe(true);
  });
});

describe('what the page was opened for', () => {
  /** The whole of what has the focus is in the window, below the head that stays. */
  const focusIsSeen = (page: Page) =>
    page.evaluate(() => {
      const { top, bottom } = document.activeElement?.getBoundingClientRect() ?? { top: -1, bottom: -1 };
      const head = document.querySelector('.popup-head')?.getBoundingClientRect().bottom ?? 0;
      return top >= head && bottom <= window.innerHeight;
    });

  test('is in sight with the focus on it, the 152nd of 200 loans', async () => {
    const page = await show('live-sought-loan', { width: 360, height: 500 });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent), { timeout: 10_000 })
      .toBe('LN-2026-00152');
    await expect.poll(() => focusIsSeen(page)).toBe(true);
    expect(await top(page, ':focus')).toBeLessThan(250);
  });

  test.each([360, 900])('is in sight at %i px, the one line of 400 that failed', async (width) => {
    const page = await show('live-sought-line', { width, height: 640 });
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent), { timeout: 10_000 })
      .toBe('Take again');
    await expect.poll(() => focusIsSeen(page)).toBe(true);
    const row = page.locator('tr', { has: page.locator(':focus') });
    expect(await row.textContent()).toContain('Not accepted');
    expect(await page.locator('.folder-scroll').evaluate((one) => one.scrollWidth > one.clientWidth)).toBe(
      false,
    );
  });
});

describe('the menu', () => {
  const menu = (page: Page) => page.locator('.menu-list');

  test('opens below its button within the window, and Escape gives the focus back', async () => {
    const page = await show('collecting', { width: 360, height: 500 });
    const button = page.getByRole('button', { name: 'Menu' });
    await button.click();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Receipts');
    const [list, opener] = [await menu(page).boundingBox(), await button.boundingBox()];
    if (!list || !opener) throw new RangeError('no menu');
    const below = list.y - opener.y - opener.height;
    expect([below >= 0, below < 20]).toEqual([true, true]);
    expect([list.x >= 0, list.x + list.width <= 360, list.y + list.height <= 500]).toEqual([
      true,
      true,
      true,
    ]);
    await page.keyboard.press('Escape');
    expect(await menu(page).isVisible()).toBe(false);
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  test('closes when something beside it is pressed', async () => {
    const page = await show('collecting', { width: 360, height: 500 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await menu(page).waitFor();
    await page.locator('.popup-head').click({ position: { x: 5, y: 5 } });
    expect(await menu(page).isVisible()).toBe(false);
  });
});

/** Words of buttons that stand on two lines, though each would fit on one beside the button's sign. */
const brokenWords = (page: Page) =>
  page.evaluate(() => {
    const range = document.createRange();
    return [...document.querySelectorAll('button')].flatMap((button) => {
      const { paddingLeft, paddingRight, columnGap } = getComputedStyle(button);
      const sign = button.querySelector('svg');
      const beside = sign ? sign.getBoundingClientRect().width + parseFloat(columnGap) : 0;
      const room = button.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - beside;
      const walker = document.createTreeWalker(button, NodeFilter.SHOW_TEXT);
      const broken: string[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[^\s-]+-?/g)) {
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const parts = [...range.getClientRects()];
          const lines = new Set(parts.map(({ top }) => Math.round(top)));
          const width = parts.reduce((sum, part) => sum + part.width, 0);
          if (lines.size > 1 && width <= room) broken.push(`${word} in ${button.textContent}`);
        }
      return broken;
    });
  });

describe('at 300 px and 200 % text the buttons break between words', () => {
  const withButtons = ['attention', 'collecting', 'late', 'same', 'parked', 'smaller', 'verified'];
  test.each([...withButtons, 'notices-offered', 'leaving'])('of %s', async (scene) => {
    const page = await show(scene, { width: 300, height: 640 });
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    await page.getByRole('button', { name: 'Menu' }).waitFor();
    if (scene === 'leaving') {
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
    }
    expect(await brokenWords(page)).toEqual([]);
  });
});
