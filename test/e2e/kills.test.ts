import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createScriptedReader } from '@/test/emulators/reader';
import type { Browser } from '@/test/support/browser';
import { killBrowser, killWorker, newProfile, openBrowser, waitForControl } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import { createChance } from '@/test/support/fake-world';
import type { Stack } from '@/test/support/stack';
import { loanId, samples, startStack } from '@/test/support/stack';
import { connect, signIn } from './at-the-popup';
import { readFlows } from './tour-proof';

const SECOND = 1_000;
const WORKER_STOPS = 10;
const BROWSER_KILLS = 3;
const files = ['pan.jpg', 'invoice.jpg', 'open-box.jpg', 'nothing.jpg', 'pan-blurred.jpg'];
const profile = newProfile();
let stack: Stack;

beforeAll(async () => {
  const name = { value: 'Meena Iyer', confidence_score: 0.9 };
  const wellRead = () => ({ documentType: 'PAN', fields: { name_as_per_pan: name } });
  stack = await startStack({ read: createScriptedReader(wellRead).read });
});
afterAll(async () => {
  await stack.close();
  profile.remove();
});

/** One document from the portal, the others on the capture page; each is said to be safe. */
async function captureAll(browser: Browser, popup: Page): Promise<void> {
  const portal = await browser.context.newPage();
  await portal.goto(`${stack.portal.url}/loans/${loanId}`);
  await (await waitForControl(portal, 'button', 'Capture Aadhaar card')).click();
  await waitForControl(portal, 'status', 'Captured: safe on this device');
  const opened = browser.context.waitForEvent('page');
  await popup.getByRole('button', { name: /^Add documents/ }).click();
  const capture = await opened;
  const paths = files.map((name) => join(samples, 'specimens', name));
  await capture.locator('input[type=file]').setInputFiles(paths);
  const said = capture.getByRole('listitem').filter({ hasText: 'Captured: safe on this device' });
  await vi.waitFor(async () => expect(await said.count()).toBe(files.length), 20 * SECOND);
}

/** A line on which answers are late or lost, so that a stop finds something under way. */
function badLine(chance: () => number): void {
  const { atlas } = stack;
  for (const on of [
    'POST /v3/verification/flow/init',
    'POST /v3/verification/multiupload',
    'GET /v3/verification',
  ]) {
    const fault = chance() < 0.3 ? ({ kind: 'lost-answer' } as const) : ({ kind: 'late', ms: 400 } as const);
    atlas.emulator.faults.add({ on, times: 1, fault });
  }
}

test(
  `${WORKER_STOPS} stopped workers and ${BROWSER_KILLS} killed browsers: nothing lost, nothing twice`,
  { timeout: 170 * SECOND },
  async () => {
    const chance = createChance(20_261_122);
    const extension = await buildDemo();
    let browser = await openBrowser({ extension, profile: profile.path });
    let popup = await browser.popup();
    await connect(popup, stack.broker.url);
    await signIn(popup);
    await captureAll(browser, popup);
    const captured = (await readFlows(popup)).flatMap(({ documents }) =>
      documents.map(({ attempts }) => attempts[0]),
    );
    expect(captured).toHaveLength(files.length + 1);
    const letFlow = stack.store.slowDown(SECOND);
    for (let stop = 0; stop < WORKER_STOPS / 2; stop += 1) await stopWorker(popup);
    letFlow();
    badLine(chance);
    await popup.getByRole('button', { name: /^Send/ }).click();
    // Told to Atlas, whatever becomes of the answer: a story that ends without the ten minutes before a fence.
    const told = () => stack.atlas.emulator.requests.some(({ path }) => path.endsWith('/multiupload'));
    await vi.waitFor(() => expect(told()).toBe(true), 20 * SECOND);
    for (let stop = 0; stop < WORKER_STOPS / 2; stop += 1) {
      badLine(chance);
      await stopWorker(popup);
    }
    for (let kill = 0; kill < BROWSER_KILLS; kill += 1) {
      await killBrowser(browser, profile.path);
      // The line is good again before the last sign-in, which asks at once what became of everything.
      if (kill === BROWSER_KILLS - 1) stack.atlas.emulator.faults.clear();
      else badLine(chance);
      browser = await openBrowser({ extension, profile: profile.path });
      popup = await browser.popup();
      await signIn(popup);
    }

    await popup
      .locator('article')
      .getByText('Verified', { exact: true })
      .nth(files.length + 1)
      .waitFor({ timeout: 60 * SECOND });
    const [flow, ...others] = await readFlows(popup);
    expect(others).toEqual([]);
    const pulls = stack.atlas.emulator.pulls();
    for (const { attempts } of flow?.documents ?? []) {
      const told = attempts.flatMap(({ documentId }) =>
        pulls.filter((pull) => pull.documentId === documentId),
      );
      // Under one id. A browser sends a POST again by itself when a kept connection breaks, so the same id may
      // have been told to Atlas twice; never the same capture under two.
      expect(new Set(told.map(({ documentId }) => documentId)).size).toBe(1);
      expect(told[0]?.sha256).toBe(attempts[0]?.capture.opened.sha256);
    }
    expect(new Set(pulls.map(({ documentId }) => documentId)).size).toBe(captured.length);
    await browser.close();
  },
);

/** In the middle of whatever it does; the popup asks again, which starts a new one. */
async function stopWorker(popup: Page): Promise<void> {
  await killWorker(popup);
  await popup.reload();
  await popup.getByRole('button', { name: 'Menu' }).waitFor();
}
