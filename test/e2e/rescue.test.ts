import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createScriptedReader } from '@/test/emulators/reader';
import { newProfile, openBrowser, waitForControl } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import type { Stack } from '@/test/support/stack';
import { asha, loanId, startStack } from '@/test/support/stack';

const SECOND = 1_000;
const profile = newProfile();
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ read: createScriptedReader().read });
});
afterAll(async () => {
  await stack.close();
  profile.remove();
});

test(
  'a rescue copy saved in the options opens with the broker’s command, byte for byte',
  { timeout: 90 * SECOND },
  async () => {
    const browser = await openBrowser({ extension: await buildDemo(), profile: profile.path });
    const popup = await browser.popup();
    await popup.getByLabel('Organisation address').fill(stack.broker.url);
    await popup.getByRole('button', { name: 'Continue' }).click();
    await popup.getByLabel('Tenant').fill(asha.tenant);
    await popup.getByLabel('Email').fill(asha.email);
    await popup.getByLabel('Password', { exact: true }).fill(asha.password);
    await popup.getByRole('button', { name: 'Sign in', exact: true }).click();
    await popup.getByText('Your satchel is empty').waitFor();
    const portal = await browser.context.newPage();
    await portal.goto(`${stack.portal.url}/loans/${loanId}`);
    const chip = await waitForControl(portal, 'button', 'Capture Aadhaar card');
    await browser.context.setOffline(true);
    await chip.click();
    await waitForControl(portal, 'status', 'Captured: safe on this device');

    const options = await browser.pageAt('options.html');
    const saving = options.waitForEvent('download');
    await options.getByRole('button', { name: 'Save a rescue copy' }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toMatch(/^satchel-rescue-\d{8}-\d{4}\.zip$/);
    const copy = join(profile.path, 'copy.zip');
    await download.saveAs(copy);
    await options.getByText(/Saved and read again: 1 document, /).waitFor();
    await browser.close();

    const out = join(profile.path, 'rescued');
    const { PATH } = process.env;
    const command = ['--import', 'tsx', 'lib/broker/main.ts', 'rescue', copy, out];
    const env = { PATH, BROKER_SEALING_KEY: stack.broker.sealingKey };
    const ran = spawnSync(process.execPath, command, { env, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain('1 of 1 captures opened');
    const [name = ''] = readdirSync(out);
    expect(name).toMatch(new RegExp(`^${loanId}-AADHAAR-[\\da-f]{8}\\.(jpg|png|webp|pdf)$`));
    // What the page took is in the manifest, which is readable as it is; the bytes in the copy are not.
    const clear = readFileSync(join(out, name));
    const zip = readFileSync(copy);
    expect(zip.toString('latin1')).toContain(createHash('sha256').update(clear).digest('hex'));
    expect(zip.includes(clear.subarray(0, 512))).toBe(false);
  },
);
