import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page, Worker } from 'playwright-core';
import { z } from 'zod';
import { waitForControl } from '@/test/support/browser';
import { loanId, samples } from '@/test/support/stack';
import type { Scene, Step } from './tour';

/* Where an agent is besides one loan: a notification, the panel, a search among loans, receipts, a folder. */

const SECOND = 1_000;
/** Atlas's emulator really reads what the folder holds. */
const READ = { timeout: 120 * SECOND };
const CHECKED_EVERY_MS = 200;

/** The background, which a press outside of every page has woken. */
async function worker({ browser, popup }: Scene): Promise<Worker> {
  const { context } = browser;
  const woken = context.waitForEvent('serviceworker').catch(() => undefined);
  await popup.evaluate(`chrome.runtime.sendMessage({ method: 'state.get' })`);
  const running = context.serviceWorkers()[0] ?? (await woken);
  if (!running) throw new Error('no background');
  return running;
}

/** Asks until the answer is as it should be. */
async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean, says: string): Promise<T> {
  const end = Date.now() + 60 * SECOND;
  for (;;) {
    const answer = await ask();
    if (isRight(answer)) return answer;
    assert.ok(Date.now() < end, `${says}: ${JSON.stringify(answer)}`);
    await pause(CHECKED_EVERY_MS);
  }
}

const Ids = z.array(z.string());
const notices = async (popup: Page) =>
  Ids.parse(await popup.evaluate('chrome.notifications.getAll().then(Object.keys)'));

export const notification: Step = {
  title: 'One notification tells of both; its button opens the place to take one again',
  async act(scene) {
    const [id] = await until(
      () => notices(scene.popup),
      ({ length }) => length === 1,
      'one notification',
    );
    const opened = scene.browser.context.waitForEvent('page');
    // The browser draws it outside of every page, so this is what a press on its button comes to.
    const background = await worker(scene);
    await background.evaluate(`chrome.notifications.onButtonClicked.dispatch(${JSON.stringify(id)}, 0)`);
    const retake = await opened;
    await retake
      .getByText(/ was not accepted/)
      .first()
      .waitFor();
    return retake;
  },
};

export const copies: Step = {
  title: 'All that was read is copied, masked, and its addresses are compared',
  async act({ browser, popup }) {
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await popup.getByRole('button', { name: 'Copy all fields of Aadhaar card' }).click();
    await popup.getByText('All fields copied').waitFor();
    const copied = await popup.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /XXXX XXXX \d{4}/);
    assert.doesNotMatch(copied, /\d{4}\s?\d{4}\s?\d{4}/);
    await popup.getByRole('button', { name: 'Compare addresses' }).click();
    await popup
      .getByText(/Text alike: \d+ of 100/)
      .first()
      .waitFor();
    return popup;
  },
};

export const panel: Step = {
  title: 'The list stays open beside the page',
  async act({ browser, popup }) {
    await popup.bringToFront();
    await popup.getByRole('button', { name: 'Menu' }).click();
    await popup.getByRole('button', { name: 'Keep open beside the page' }).click();
    const panels = `chrome.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] }).then((all) => all.length)`;
    await until(
      () => popup.evaluate<number>(panels),
      (open) => open === 1,
      'a panel',
    );
    // The same page in a tab of a panel's width: no picture can be taken of the panel itself.
    const beside = await browser.pageAt('sidepanel.html', { width: 320, height: 700 });
    await beside.getByText(loanId).first().waitFor();
    return beside;
  },
};

/** Loans that have no document yet, each with one more paper. */
const others = ['CDL-2026-004709', 'CDL-2026-004688', 'CDL-2026-004675'] as const;

export const search: Step = {
  title: 'Four loans: one is found by its number',
  async act({ popup, portal, stack }) {
    await portal.bringToFront();
    for (const other of others) {
      await portal.goto(`${stack.portal.url}/loans/${other}`);
      await waitForControl(portal, 'button', 'Capture Invoice');
      const input = portal.locator('input[type=file][data-document-kind=INVOICE]');
      await input.setInputFiles(join(samples, 'specimens/invoice.jpg'));
      await (await waitForControl(portal, 'button', 'Capture Invoice (1 file)')).click();
      await waitForControl(portal, 'status', 'Captured: safe on this device');
    }
    await popup.bringToFront();
    await popup.setViewportSize({ width: 400, height: 600 });
    await popup.getByLabel('Find a loan').fill(others[1].slice(-4));
    await popup.getByText('1 loan found', { exact: true }).waitFor();
    await popup.getByText(others[1]).first().waitFor();
    return popup;
  },
};

export const receipts: Step = {
  title: '“I did send it”: from a search that finds no loan into the receipts',
  async act({ browser, popup, stack }) {
    const [, first] = stack.atlas.emulator.pulls();
    assert.ok(first, 'something was sent');
    await popup.getByLabel('Find a loan').fill(first.documentId);
    await popup.getByText('No loan found').waitFor();
    await popup.getByRole('button', { name: 'Look in the receipts' }).click();
    // Open already or not, it is the one options page.
    const pages = async () => browser.context.pages().filter((page) => page.url().endsWith('/options.html'));
    const [options] = await until(pages, ({ length }) => length === 1, 'one options page');
    assert.ok(options);
    await options.getByText('1 receipt found').first().waitFor();
    assert.equal(await options.getByLabel('Find receipts').inputValue(), first.documentId);
    await popup.getByLabel('Find a loan').fill('');
    return options;
  },
};

export const folder: Step = {
  title: 'A folder of documents goes by Bulk, and all of it comes back',
  async act({ browser, popup }) {
    const opened = browser.context.waitForEvent('page');
    await popup.bringToFront();
    await popup.getByRole('button', { name: 'Send a folder of documents' }).click();
    const page = await opened;
    const papers = mkdtempSync(join(tmpdir(), 'satchel-papers-'));
    try {
      for (const name of ['aadhaar.jpg', 'invoice.jpg', 'pan.jpg'])
        cpSync(join(samples, 'specimens', name), join(papers, name));
      await page.locator('input[type=file]').setInputFiles(papers);
      await page.getByRole('button', { name: 'Take in 3 documents' }).click();
      await page.getByText(/3 of 3 taken in/).waitFor();
    } finally {
      rmSync(papers, { recursive: true });
    }
    await page.getByRole('button', { name: 'Send 3 documents' }).click();
    await page.getByText('3 of 3 back from Atlas.').waitFor(READ);
    return page;
  },
};
