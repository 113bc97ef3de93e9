import { closeSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScriptedReader } from '@/test/emulators/reader';
import { newProfile, openBrowser, waitForControl } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import type { Stack } from '@/test/support/stack';
import { loanId, startStack } from '@/test/support/stack';
import { connect, signIn } from './at-the-popup';

const SECOND = 1_000;
const BAD_BYTES = 64;
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

/** Bad bytes at the beginning of every file in which LevelDB keeps what is where. */
function damageDatabase(id: string): number {
  const folder = join(profile.path, `Default/IndexedDB/chrome-extension_${id}_0.indexeddb.leveldb`);
  const files = readdirSync(folder).filter((name) => /^MANIFEST-|\.log$/.test(name));
  for (const name of files) {
    const file = openSync(join(folder, name), 'r+');
    const size = Math.min(BAD_BYTES, statSync(join(folder, name)).size);
    writeSync(file, Buffer.alloc(size, 0xa5), 0, size, 0);
    closeSync(file);
  }
  return files.length;
}

test(
  'what a damaged database lost is named after the restart, until the agent has noted it',
  { timeout: 90 * SECOND },
  async () => {
    const extension = await buildDemo();
    const id = await captureOffline(extension);
    expect(damageDatabase(id)).toBeGreaterThan(0);

    const browser = await openBrowser({ extension, profile: profile.path });
    const popup = await browser.popup();
    const title = popup.getByText('1 document is no longer on this device.');
    await title.waitFor();
    await popup
      .getByText(new RegExp(`loan ${loanId}, Aadhaar card: no longer on this device. Capture it again.`))
      .waitFor();
    await popup.getByText('No document is waiting on this device.').waitFor();
    await popup.getByRole('button', { name: 'I have noted it' }).click();
    await title.waitFor({ state: 'detached' });
    await browser.close();

    const later = await openBrowser({ extension, profile: profile.path });
    const again = await later.popup();
    await again.getByText('No document is waiting on this device.').waitFor();
    expect(await again.getByText('no longer on this device').count()).toBe(0);
    await later.close();
  },
);
