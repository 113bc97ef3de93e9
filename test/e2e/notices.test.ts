import { join } from 'node:path';
import type { Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createScriptedReader } from '@/test/emulators/reader';
import type { Browser } from '@/test/support/browser';
import { newProfile, openBrowser, waitForControl } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import type { Stack } from '@/test/support/stack';
import { loanId, samples, startStack } from '@/test/support/stack';
import { connect, signIn } from './at-the-popup';

const SECOND = 1_000;
const profile = newProfile();
let stack: Stack;
let browser: Browser;
let popup: Page;
let portal: Page;

/** Atlas refuses the first document it is shown, and takes the next one. */
function createStrictReader() {
  let shown = 0;
  return createScriptedReader(() => {
    shown += 1;
    return shown === 1 ? { documentType: 'AADHAAR', fields: {}, error_code: 'INVALID_DOC' } : undefined;
  });
}

beforeAll(async () => {
  stack = await startStack({ read: createStrictReader().read });
  browser = await openBrowser({ extension: await buildDemo(), profile: profile.path });
  popup = await browser.popup();
  await connect(popup, stack.broker.url);
  await signIn(popup);
  portal = await browser.context.newPage();
  await portal.goto(`${stack.portal.url}/loans/${loanId}`);
}, 120 * SECOND);

afterAll(async () => {
  await browser.close();
  await stack.close();
  profile.remove();
});

function worker(): Worker {
  const [running] = browser.context.serviceWorkers();
  if (!running) throw new Error('no background');
  return running;
}

const Ids = z.array(z.string());
const standing = async () =>
  Ids.parse(await worker().evaluate('chrome.notifications.getAll().then(Object.keys)'));

const Attempts = z.looseObject({
  value: z.array(
    z.looseObject({ documents: z.array(z.looseObject({ attempts: z.number(), wanted: z.boolean() })) }),
  ),
});

/** The one document, as the background has it. */
async function document() {
  const answer = await popup.evaluate(
    `chrome.runtime.sendMessage({ method: 'flow.list', input: { finished: 5 } })`,
  );
  return Attempts.parse(answer).value[0]?.documents[0];
}

test(
  'the panel shows a capture as it is made, and has no way to open itself',
  { timeout: 90 * SECOND },
  async () => {
    const panel = await browser.pageAt('sidepanel.html', { width: 320, height: 700 });
    await panel.getByText('Your satchel is empty').waitFor();
    await portal.bringToFront();
    await (await waitForControl(portal, 'button', 'Capture Aadhaar card')).click();
    await panel.getByText(loanId).first().waitFor();
    // Beside what is read out of it.
    await panel.getByText('Ready to send', { exact: true }).waitFor();
    const isWide = await panel.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(isWide).toBe(false);
    await panel.getByRole('button', { name: 'Menu' }).click();
    expect(await panel.getByRole('button', { name: 'Keep open beside the page' }).count()).toBe(0);
    await panel.close();
  },
);

test('it opens from the popup’s menu', { timeout: 90 * SECOND }, async () => {
  await popup.bringToFront();
  await popup.getByRole('button', { name: 'Menu' }).click();
  await popup.getByRole('button', { name: 'Keep open beside the page' }).click();
  const panels =
    "chrome.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] }).then((all) => all.map((one) => one.documentUrl))";
  await expect
    .poll(() => worker().evaluate(panels), { timeout: 20 * SECOND })
    .toEqual([`chrome-extension://${browser.id}/sidepanel.html`]);
});

test(
  'from the notification to a queued new attempt it is three presses',
  { timeout: 120 * SECOND },
  async () => {
    await popup.bringToFront();
    await popup.getByRole('button', { name: 'Send 1 document' }).click();
    await expect.poll(standing, { timeout: 60 * SECOND }).toHaveLength(1);
    expect(await popup.evaluate('chrome.action.getBadgeText({})')).toBe('1');
    const [id] = await standing();

    let presses = 0;
    const press = async (work: Promise<unknown>) => {
      presses += 1;
      await work;
    };
    const opened = browser.context.waitForEvent('page');
    // What the browser does when "Photograph again" is pressed: its notifications are drawn outside of every page.
    await press(worker().evaluate(`chrome.notifications.onButtonClicked.dispatch(${JSON.stringify(id)}, 0)`));
    const retake = await opened;
    await retake.getByText('Aadhaar card was not accepted').waitFor();
    const chooser = retake.waitForEvent('filechooser');
    await press(retake.getByRole('button', { name: 'Choose a file' }).click());
    await (await chooser).setFiles(join(samples, 'specimens/aadhaar.jpg'));
    await press(retake.getByRole('button', { name: 'Send the new one' }).click());
    await retake.getByText('is on its way as attempt 2').waitFor();

    expect(presses).toBeLessThanOrEqual(3);
    expect(await document()).toMatchObject({ attempts: 2, wanted: true });
    await expect.poll(standing, { timeout: 20 * SECOND }).toEqual([]);
  },
);
