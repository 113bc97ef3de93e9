import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { galleryAddress, openGallery } from '@/test/support/gallery-site';
import { samples } from '@/test/support/stack';
import { focused, press, expectFocus, tabTo, type } from './by-keys';

/* Journeys without a mouse, on screens that answer as the background would; where the focus is after each press. */

let opened: Awaited<ReturnType<typeof openGallery>>;
beforeAll(async () => {
  opened = await openGallery({ viewport: { width: 400, height: 600 } });
});
afterAll(() => opened.close());

async function at(scene: string, width = 400): Promise<Page> {
  const { page } = opened;
  await page.setViewportSize({ width, height: 600 });
  await page.goto(`${galleryAddress}/index.html?scene=${scene}`);
  await page.locator('main h1, main h2, main h3').first().waitFor({ state: 'attached' });
  return page;
}

/** What was done outside of the page. */
const did = (page: Page) => page.locator('html').getAttribute('data-did');
const says = (page: Page, words: string) => page.getByText(words, { exact: true }).first().waitFor();

describe('a document that failed', () => {
  test('is replaced or run again from its row', async () => {
    const page = await at('live-papers');
    await press(page, 'button', /^Replace PAN card/);
    expect(await did(page)).toMatch(/^replace /);
    await press(page, 'button', /^Re-run PAN card/);
    await expectFocus(page, 'listitem', /^PAN card$/);
  });

  test('is taken again on its page', async () => {
    const page = await at('live-retake', 900);
    const choosing = page.waitForEvent('filechooser');
    await press(page, 'button', /^Choose a file/);
    await (await choosing).setFiles(join(samples, 'specimens', 'pan.jpg'));
    await page.getByAltText(/pan\.jpg/).waitFor();
    await tabTo(page, 'button', /^Send the new one: PAN card/, 'Shift+Tab');
    await page.keyboard.press('Space');
    await expectFocus(page, 'heading', /LN-2026-00417/);
    await says(page, 'Captured: safe on this device');
  });

  test('goes again as it is from its page', async () => {
    const page = await at('live-retake', 900);
    await press(page, 'button', /^Send the same one again: PAN card/);
    await expectFocus(page, 'heading', /LN-2026-00417/);
  });
});

describe('documents on their way', () => {
  test('discard and undo stay with the document', async () => {
    const page = await at('live-papers');
    await press(page, 'button', /^Discard Aadhaar card/);
    await expectFocus(page, 'listitem', /^Aadhaar card$/);
    await press(page, 'button', /^Undo discarding Aadhaar card/, 'Space');
    await expectFocus(page, 'listitem', /^Aadhaar card$/);
    await tabTo(page, 'button', /^Replace Aadhaar card/);
  });

  test('one that is late is run again only after a second press', async () => {
    const page = await at('live-papers');
    await press(page, 'button', /^Re-run as a new attempt.*Invoice/);
    await expectFocus(page, 'button', /^Re-run anyway.*Invoice/);
    await press(page, 'button', /^Keep waiting for Invoice/);
    await expectFocus(page, 'listitem', /^Invoice$/);
    await press(page, 'button', /^Re-run as a new attempt.*Invoice/);
    await page.keyboard.press('Enter');
    await expectFocus(page, 'listitem', /^Invoice$/);
  });

  test('“Same document?” is answered, and what the device lost is noted', async () => {
    const page = await at('live-papers');
    await press(page, 'button', /^I have noted it/);
    await expectFocus(page, 'main', /^$/);
    await press(page, 'button', /^Keep both/);
    await expectFocus(page, 'listitem', /^Delivery order$/);
  });

  test('signing out asks what becomes of them', async () => {
    const page = await at('live-papers');
    await press(page, 'button', /^Menu/);
    await press(page, 'button', /^Sign out/);
    await expectFocus(page, 'group', /^Sign out/);
    await press(page, 'button', /^Stay signed in/);
    await expectFocus(page, 'button', /^Sign out/);
    await page.keyboard.press('Enter');
    await press(page, 'button', /^Delete 3 documents/);
    await press(page, 'button', /^Delete and sign out/);
    await page.getByLabel('Tenant').waitFor();
    expect([await did(page), (await focused(page)).role]).toEqual(['out true', 'textbox']);
  });
});

test('one of 200 loans is found by words and by state, and opened', async () => {
  const page = await at('live-many');
  await tabTo(page, 'searchbox', /^Find a loan/);
  await page.keyboard.type('asha');
  await says(page, '50 loans found');
  await tabTo(page, 'radio', /^All/);
  await page.keyboard.press('ArrowRight');
  await expectFocus(page, 'radio', /^Needs you/);
  await says(page, '10 loans found');
  await press(page, 'button', /^LN-2026-00003|^LN-2026-00011/);
  await page.getByRole('listitem').first().waitFor();
  await expectFocus(page, 'button', /^LN-2026-000/);
  await press(page, 'searchbox', /^Find a loan/, 'Escape');
  await tabTo(page, 'searchbox', /^Find a loan/, 'Shift+Tab');
  await page.keyboard.type('nobody');
  await press(page, 'button', /^Show all loans/);
  await expectFocus(page, 'searchbox', /^Find a loan/);
});

test('what was read is opened, copied, exported, and its addresses compared', async () => {
  const page = await at('addresses');
  await press(page, 'button', /^Details of Aadhaar card/);
  await press(page, 'button', /^Copy Name/i);
  await says(page, 'Name copied');
  await press(page, 'button', /^Copy all fields of Aadhaar card/);
  await says(page, 'All fields copied');
  await press(page, 'button', /as CSV/);
  await says(page, 'Saved as CSV');
  await press(page, 'button', /^Compare addresses/, 'Space');
  await expectFocus(page, 'group', /^Addresses compared/);
  await press(page, 'button', /^Compare with this one/);
  await expectFocus(page, 'button', /^Compare with this one/);
});

describe('the options', () => {
  test('receipts are found and exported, the diagnosis shown and saved', async () => {
    const page = await at('live-options', 900);
    await tabTo(page, 'textbox', /^Find receipts/);
    await page.keyboard.type('pan');
    await page.keyboard.press('Enter');
    await says(page, '2 receipts found');
    await press(page, 'button', /^Export JSON/);
    await expect.poll(() => did(page)).toBe('2 receipts as json');
    await press(page, 'button', /^Show what it contains/);
    await page.getByText('Nothing has been saved or sent yet').waitFor();
    await expectFocus(page, 'button', /^Show what it contains/);
    await press(page, 'button', /^Save it/);
    await expect.poll(() => did(page)).toBe('diagnosis');
  });

  test('language and quiet hours are chosen', async () => {
    const page = await at('live-options', 900);
    await tabTo(page, 'combobox', /./);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('h1').textContent()).toMatch(/[ऀ-ॿ]/);
    await expectFocus(page, 'combobox', /[ऀ-ॿ]/);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.locator('h1').textContent()).toMatch(/^[A-Za-z ]+$/);
    await press(page, 'checkbox', /^Quiet hours/, 'Space');
    await page.getByLabel('From').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => did(page)).toMatch(/"quiet":\{"from":\d+/);
    const usual = await did(page);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => did(page)).not.toBe(usual);
  });

  test('a PIN is set and removed', async () => {
    const page = await at('live-options', 900);
    await press(page, 'button', /^Set a PIN/);
    await expectFocus(page, 'textbox', /^New PIN/);
    await page.keyboard.type('271828');
    await type(page, 'textbox', /^New PIN again/, '271828');
    await page.keyboard.press('Enter');
    await expectFocus(page, 'heading', /^Signed in/);
    await press(page, 'button', /^Remove PIN/);
    await expectFocus(page, 'button', /^Set a PIN/);
  });
});

test('a PIN opens the session that it seals', async () => {
  const page = await at('live-pin');
  await expectFocus(page, 'textbox', /^PIN/);
  await page.keyboard.type('271828');
  await page.keyboard.press('Enter');
  await expectFocus(page, 'main', /^$/);
});

test('a folder is filtered and sorted; a row keeps the focus when the table is scrolled; one is taken again', async () => {
  const page = await at('live-folder', 900);
  await tabTo(page, 'combobox', /^State/);
  await page.keyboard.type('Not accepted');
  await says(page, '100 of 400 shown');
  await press(page, 'button', /^File or id/);
  await expectFocus(page, 'button', /^File or id/);
  await tabTo(page, 'button', /^Take again: /);
  const { name } = await focused(page);
  await page.locator('.folder-scroll').evaluate((box) => box.scrollTo(0, box.scrollHeight / 2));
  await page.locator('tr[data-index="50"]').waitFor();
  await expectFocus(page, 'button', new RegExp(`^${name}$`));
  await page.keyboard.press('Enter');
  expect(await did(page)).toMatch(/^retake /);
});
