import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createScriptedReader } from '@/test/emulators/reader';
import { newProfile, openBrowser, waitForControl } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import { openRawBrowser } from '@/test/support/raw-browser';
import type { Stack } from '@/test/support/stack';
import { asha, loanId, startStack } from '@/test/support/stack';
import { connect, signIn } from './at-the-popup';

const SECOND = 1_000;
/** Longer than the 30 s after which Chromium ends a worker with nothing but a request in flight. */
const LONG = 45 * SECOND;
const profile = newProfile();
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ read: createScriptedReader().read });
});
afterAll(async () => {
  await stack.close();
  profile.remove();
});

/** Signs in and captures one document while there is no network; then the browser is quit. */
async function captureOffline(extension: string): Promise<string> {
  const browser = await openBrowser({ extension, profile: profile.path });
  const popup = await browser.popup();
  await connect(popup, stack.broker.url);
  await signIn(popup);
  await popup.getByText('Your satchel is empty').waitFor();
  const portal = await browser.context.newPage();
  await portal.goto(`${stack.portal.url}/loans/${loanId}`);
  const chip = await waitForControl(portal, 'button', 'Capture Aadhaar card');
  await browser.context.setOffline(true);
  await chip.click();
  await waitForControl(portal, 'status', 'Captured: safe on this device');
  await browser.close();
  return browser.id;
}

test(
  'a PUT that takes longer than a worker lives is finished, once, and by the worker that began it',
  { timeout: 150 * SECOND },
  async () => {
    const extension = await buildDemo();
    const id = await captureOffline(extension);
    const release = stack.store.slowDown(LONG);
    const browser = await openRawBrowser(extension, profile.path);
    try {
      const popup = await browser.open(`chrome-extension://${id}/popup.html`);
      const signIn = { tenant: asha.tenant, email: asha.email, password: asha.password };
      const call = (method: string, input?: unknown) =>
        popup.evaluate(`chrome.runtime.sendMessage(${JSON.stringify({ method, input })})`);
      await vi.waitFor(
        async () => expect(await call('session.signIn', signIn)).toMatchObject({ ok: true }),
        20 * SECOND,
      );
      const puts = () =>
        stack.store.requests.filter(
          ({ method, path }) => method === 'PUT' && path.includes('/captures/captures/'),
        );
      await vi.waitFor(() => expect(puts()).toHaveLength(1), 20 * SECOND);
      // Nothing is said to the worker from here on: only its own pulse keeps it.
      await vi.waitFor(() => expect(stack.store.finished()).toBe(1), {
        timeout: LONG + 20 * SECOND,
        interval: SECOND,
      });
      await vi.waitFor(
        async () =>
          expect(await call('flow.list', { finished: 1 })).toMatchObject({
            value: [{ documents: [{ state: 'stored' }] }],
          }),
        20 * SECOND,
      );
      expect(puts()).toHaveLength(1);
      // A worker that had died would have been followed by one that asks where to put the bytes again.
      expect(stack.broker.requests.filter(({ path }) => path === '/v1/uploads')).toHaveLength(1);
    } finally {
      release();
      await browser.close();
    }
  },
);
