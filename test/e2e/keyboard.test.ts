import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScriptedReader } from '@/test/emulators/reader';
import { newProfile, openBrowser, waitForControl } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import type { Stack } from '@/test/support/stack';
import { asha, loanId, samples, startStack } from '@/test/support/stack';
import { focused, press, tabTo, type } from './by-keys';

/* The whole job without a mouse. What else can be done by keys: `keyboard-journeys`. */

const SECOND = 1_000;
const profile = newProfile();
const reader = createScriptedReader();
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ read: reader.read });
});
afterAll(async () => {
  await stack.close();
  profile.remove();
});

test('an agent does the whole job by keys alone', { timeout: 150 * SECOND }, async () => {
  const browser = await openBrowser({ extension: await buildDemo(), profile: profile.path });
  const popup = await browser.popup();
  await popup.getByLabel('Organisation address').waitFor();
  await type(popup, 'textbox', /Organisation address/, stack.broker.url);
  await popup.keyboard.press('Enter');
  await popup.getByLabel('Tenant').waitFor();
  await type(popup, 'textbox', /Tenant/, asha.tenant);
  await type(popup, 'textbox', /Email/, asha.email);
  await type(popup, 'textbox', /^Password/, asha.password);
  await popup.keyboard.press('Enter');
  await popup.getByText('Your satchel is empty').waitFor();

  const portal = await browser.context.newPage();
  await portal.goto(`${stack.portal.url}/loans/${loanId}`);
  await waitForControl(portal, 'button', 'Capture Aadhaar card');
  await tabTo(portal, 'button', /Capture Aadhaar card/);
  await portal.keyboard.press('Enter');
  await popup.bringToFront();
  await popup.getByRole('listitem', { name: 'Aadhaar card' }).waitFor();

  const opened = browser.context.waitForEvent('page');
  await press(popup, 'button', /^Add documents/);
  const capture = await opened;
  await capture.waitForLoadState();
  await capture.getByRole('radio', { name: /PAN card/ }).waitFor();
  await tabTo(capture, 'radio', /./);
  for (let step = 0; step < 10 && !/PAN card/.test((await focused(capture)).name); step += 1)
    await capture.keyboard.press('ArrowDown');
  expect((await focused(capture)).name).toMatch(/PAN card/);
  const choosing = capture.waitForEvent('filechooser');
  await press(capture, 'button', /Choose files/);
  await (await choosing).setFiles(join(samples, 'specimens', 'pan.jpg'));
  await capture.getByText('Captured: safe on this device').waitFor();

  await popup.bringToFront();
  await popup.getByText('Ready to send').nth(1).waitFor();
  await press(popup, 'button', /^Send 2/);
  await popup.locator('article').getByText('Verified', { exact: true }).first().waitFor();
  await press(popup, 'button', /^Details of Aadhaar card/);
  await popup
    .getByText(/XXXX XXXX \d{4}/)
    .first()
    .waitFor();
  expect(await focused(popup)).toMatchObject({ role: 'button' });

  await press(popup, 'button', /^Menu/);
  await popup.keyboard.press('Escape');
  expect(await focused(popup)).toEqual({ role: 'button', name: 'Menu' });
  await popup.keyboard.press('Enter');
  await press(popup, 'button', /^Sign out/);
  await popup.getByLabel('Tenant').waitFor();
  await browser.close();
});
