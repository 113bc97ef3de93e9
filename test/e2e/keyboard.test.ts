import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScriptedReader } from '@/test/emulators/reader';
import { newProfile, openBrowser, waitForControl } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import type { Stack } from '@/test/support/stack';
import { asha, loanId, samples, startStack } from '@/test/support/stack';

/* The whole job without a mouse: every press is a key, and where the focus is can be seen. */

const SECOND = 1_000;
/** More stops than any page has between its beginning and what is sought. */
const MOST_STOPS = 40;
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

interface Stop {
  readonly role: string;
  readonly name: string;
}

/** What has the focus, as a screen reader would say it: also in the closed shadow roots of the portal. */
async function focused(page: Page): Promise<Stop> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const holds = nodes.filter(({ properties }) =>
    properties?.some(({ name, value }) => name === 'focused' && value.value === true),
  );
  // The page itself has the focus beside the control that has it.
  const node = holds.at(-1);
  return { role: String(node?.role?.value ?? ''), name: String(node?.name?.value ?? '') };
}

const isOf = (stop: Stop, { role, name }: { role: string; name: RegExp }) =>
  stop.role === role && name.test(stop.name);

/** Goes from stop to stop with Tab. @throws when it is not reached, saying where Tab led instead */
async function tabTo(page: Page, role: string, name: RegExp): Promise<void> {
  const stops: Stop[] = [await focused(page)];
  while (!isOf(stops.at(-1) ?? { role: '', name: '' }, { role, name })) {
    if (stops.length > MOST_STOPS)
      throw new Error(
        `no ${role} ${name} on the way: ${stops.map((stop) => `${stop.role} ${stop.name}`).join(' › ')}`,
      );
    await page.keyboard.press('Tab');
    stops.push(await focused(page));
  }
  expect(await isSeen(page), `the focus on ${name} can be seen`).toBe(true);
}

/** Something is drawn around what has the focus. What lies in a closed root is the portal script's own test. */
async function isSeen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at.tagName.includes('-') || at.tagName === 'DIV') return true;
    // A radio or a file field that is drawn by its label has the ring there.
    const drawn = [at, at.closest('label'), at.parentElement, at.nextElementSibling];
    return drawn.some((one) => {
      if (!one) return false;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    });
  });
}

async function press(page: Page, role: string, name: RegExp, key = 'Enter'): Promise<void> {
  await tabTo(page, role, name);
  await page.keyboard.press(key);
}

async function type(page: Page, name: RegExp, text: string): Promise<void> {
  await tabTo(page, 'textbox', name);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

test('an agent does the whole job by keys alone', { timeout: 150 * SECOND }, async () => {
  const browser = await openBrowser({ extension: await buildDemo(), profile: profile.path });
  const popup = await browser.popup();
  await popup.getByLabel('Organisation address').waitFor();
  await type(popup, /Organisation address/, stack.broker.url);
  await popup.keyboard.press('Enter');
  await popup.getByLabel('Tenant').waitFor();
  await type(popup, /Tenant/, asha.tenant);
  await type(popup, /Email/, asha.email);
  await type(popup, /^Password/, asha.password);
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
