import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { dropFiles, killWorker, openBrowser, waitForControl } from '@/test/support/browser';
import { asha, loanId, samples } from '@/test/support/stack';
import type { Step } from './tour';
import { copies, folder, notification, panel, receipts, search } from './tour-places';
import { assertDelivered, assertDiskIsClean, assertSignedOut, badge, storedCaptures } from './tour-proof';

const SECOND = 1_000;
/** Atlas's emulator really reads the documents, some seconds each on a busy machine. */
const VERDICTS = { timeout: 120 * SECOND };

const specimen = (name: string) => join(samples, 'specimens', name);

/** The job, in an agent's order. */
export const steps: readonly Step[] = [
  {
    title: 'First run: the organisation address',
    async act({ popup, stack }) {
      await popup.getByLabel('Organisation address').fill(stack.broker.url);
      return popup;
    },
  },
  {
    title: 'Signed out',
    async act({ popup }) {
      await popup.getByRole('button', { name: 'Continue' }).click();
      await popup.getByLabel('Tenant').waitFor();
      return popup;
    },
  },
  {
    title: 'A wrong password says so',
    async act({ popup }) {
      await signIn(popup, { ...asha, password: 'not the password' });
      await popup.getByRole('alert').waitFor();
      return popup;
    },
  },
  {
    title: 'Signed in, no loans yet',
    async act({ popup }) {
      await signIn(popup, asha);
      await popup.getByText('Your satchel is empty').waitFor();
      return popup;
    },
  },
  {
    title: 'The loan on the portal, a chip beside each document',
    async act({ portal, stack }) {
      await portal.bringToFront();
      await portal.goto(`${stack.portal.url}/loans`);
      await portal.getByText(loanId).first().click();
      await waitForControl(portal, 'button', 'Capture Aadhaar card');
      return portal;
    },
  },
  {
    title: 'An 8-megapixel photo through the portal’s own file input',
    async act({ portal }) {
      const input = portal.locator('input[type=file][data-document-kind=INVOICE]');
      await input.setInputFiles(join(samples, 'photo-receipt-8mp.jpg'));
      await (await waitForControl(portal, 'button', 'Capture Invoice')).click();
      await waitForControl(portal, 'status', 'Captured: safe on this device');
      return portal;
    },
  },
  {
    title: 'An image shown on the page, and a linked PDF',
    async act({ portal, popup }) {
      await (await waitForControl(portal, 'button', 'Capture Aadhaar card')).click();
      await row(popup, 'Aadhaar card').waitFor();
      await (await waitForControl(portal, 'button', 'Capture Delivery order')).click();
      await row(popup, 'Delivery order').waitFor();
      return portal;
    },
  },
  {
    title: 'Three documents collected, and already in the store',
    async act({ popup }) {
      await popup.getByText('Ready to send').nth(2).waitFor();
      return popup;
    },
  },
  {
    title: 'Offline: a fourth document by drop on the capture page',
    async act({ browser, popup }) {
      await browser.context.setOffline(true);
      const opened = browser.context.waitForEvent('page');
      await popup.getByRole('button', { name: /^Add documents/ }).click();
      const capture = await opened;
      await capture.waitForLoadState();
      await capture.getByRole('radio', { name: /PAN card/ }).check({ force: true });
      await capture.getByText('Offline', { exact: true }).waitFor();
      await dropFiles(capture, 'section[aria-label="Add documents"]', [specimen('pan-blurred.jpg')]);
      await capture.getByText('Captured: safe on this device').waitFor();
      return capture;
    },
  },
  {
    title: 'The worker is killed, the browser quit and opened again: locked, four documents wait',
    async act(scene) {
      const page = await scene.browser.pageAt('popup.html');
      await killWorker(page);
      await scene.browser.close();
      const browser = await openBrowser(scene);
      await browser.context.setOffline(true);
      const portal = await browser.context.newPage();
      const popup = await browser.popup();
      await popup
        .getByText(/4 documents/)
        .first()
        .waitFor();
      assert.equal(storedCaptures(scene.stack).length, 3, 'nothing went out while there was no network');
      return { picture: popup, scene: { browser, portal, popup } };
    },
  },
  {
    title: 'The network is back, and the same agent signs in',
    async act({ browser, popup }) {
      await browser.context.setOffline(false);
      await popup.getByLabel('Password', { exact: true }).fill(asha.password);
      await popup.getByRole('button', { name: 'Sign in', exact: true }).click();
      await popup.getByText('Ready to send').nth(3).waitFor();
      return popup;
    },
  },
  {
    title: 'Sent: the stages pass',
    async act({ popup }) {
      await popup.getByRole('button', { name: /^Send \d/ }).click();
      await popup
        .getByText('Verifying')
        .first()
        .waitFor({ timeout: 30 * SECOND });
      return popup;
    },
  },
  {
    title: 'Two come back: one invalid, one not recognised',
    async act({ popup }) {
      await popup.getByText('INVALID_DOC').waitFor(VERDICTS);
      await popup.getByText('UNRECOGNISED').waitFor(VERDICTS);
      assert.equal(await badge(popup), '1', 'one loan needs the agent');
      return popup;
    },
  },
  notification,
  {
    title: 'The blurred PAN card is replaced',
    async act({ browser, popup }) {
      const opened = browser.context.waitForEvent('page');
      await popup.getByRole('button', { name: 'Replace PAN card' }).click();
      const capture = await opened;
      await capture.waitForLoadState();
      await capture.locator('input[type=file]').setInputFiles(specimen('pan.jpg'));
      await capture.getByRole('button', { name: 'Send the new one: PAN card' }).click();
      await capture.getByText('Captured: safe on this device').waitFor();
      return capture;
    },
  },
  {
    title: 'The delivery order is run again',
    async act({ browser }) {
      const popup = await browser.popup();
      await popup.getByRole('button', { name: 'Re-run Delivery order' }).click();
      await popup
        .getByText('Verifying')
        .first()
        .waitFor({ timeout: 30 * SECOND });
      return { picture: popup, scene: { popup } };
    },
  },
  {
    title: 'Verified',
    async act({ popup }) {
      await popup.locator('article').getByText('Verified', { exact: true }).first().waitFor(VERDICTS);
      await waitForAll(popup, 4);
      return popup;
    },
  },
  {
    title: 'What Atlas read: fields, confidence, a masked Aadhaar, cross-checks',
    async act({ popup }) {
      await popup.setViewportSize({ width: 400, height: 1400 });
      await popup.getByRole('button', { name: 'Details of Aadhaar card' }).click();
      await popup
        .getByText(/XXXX XXXX \d{4}/)
        .first()
        .waitFor();
      await popup.locator('img[src*=redacted]').waitFor();
      await popup
        .getByRole('table')
        .getByText(/Dealer address/)
        .first()
        .waitFor();
      return popup;
    },
  },
  copies,
  panel,
  {
    title: 'The options page',
    async act(scene) {
      const options = await scene.browser.pageAt('options.html');
      await options.getByText(asha.displayName).first().waitFor();
      await assertDelivered(scene);
      await assertDiskIsClean(scene);
      assert.equal(await badge(scene.popup), '');
      return options;
    },
  },
  search,
  receipts,
  folder,
  {
    title: 'Signing out with three documents that were not sent: kept, or deleted for good',
    async act(scene) {
      const { popup } = scene;
      await popup.bringToFront();
      await popup.getByRole('button', { name: 'Menu' }).click();
      await popup.getByRole('button', { name: 'Sign out' }).click();
      await popup.getByText('3 documents not delivered yet').waitFor();
      return popup;
    },
  },
  {
    title: 'Signed out',
    async act(scene) {
      const { popup } = scene;
      await popup.getByRole('button', { name: 'Keep and sign out' }).click();
      await popup.getByLabel('Tenant').waitFor();
      await assertSignedOut(scene);
      return popup;
    },
  },
];

async function signIn(popup: Page, { tenant, email, password }: typeof asha): Promise<void> {
  await popup.getByLabel('Tenant').fill(tenant);
  await popup.getByLabel('Email').fill(email);
  await popup.getByLabel('Password', { exact: true }).fill(password);
  await popup.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const row = (popup: Page, label: string) => popup.getByRole('listitem', { name: label });

/** Every document's own line says so, not the card's alone. */
async function waitForAll(popup: Page, count: number): Promise<void> {
  await popup
    .locator('article li')
    .getByText('Verified', { exact: true })
    .nth(count - 1)
    .waitFor(VERDICTS);
}
