import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createScriptedReader } from '@/test/emulators/reader';
import { killWorker, newProfile, openBrowser, waitForControl } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import type { Stack } from '@/test/support/stack';
import { loanId, startStack } from '@/test/support/stack';
import { connect, signIn } from './at-the-popup';
import { readFlows } from './tour-proof';

const SECOND = 1_000;
const SCAN_BYTES = 30 * 1_024 * 1_024;
const profile = newProfile();
const folder = mkdtempSync(join(tmpdir(), 'satchel-scan-'));
let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ read: createScriptedReader().read });
});
afterAll(async () => {
  await stack.close();
  profile.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A scan as a copier makes them: one page, one large picture. */
function scan(): string {
  const path = join(folder, 'scan.pdf');
  const head = `%PDF-1.7\n1 0 obj\n<< /Length ${SCAN_BYTES} >>\nstream\n`;
  const tail = '\nendstream\nendobj\ntrailer\n<< >>\n%%EOF\n';
  writeFileSync(path, Buffer.concat([Buffer.from(head), randomBytes(SCAN_BYTES), Buffer.from(tail)]));
  return path;
}

/** Numbers of the parts that the store was sent, in that order. */
const partsSent = () =>
  stack.store.requests.flatMap(({ method, path }) => {
    const number = new URL(path, stack.store.url).searchParams.get('partNumber');
    return method === 'PUT' && number ? [number] : [];
  });

test(
  'a 30 MB scan whose worker is stopped half-way goes on with the parts that are missing, and is read whole',
  { timeout: 120 * SECOND },
  async () => {
    const browser = await openBrowser({ extension: await buildDemo(), profile: profile.path });
    const popup = await browser.popup();
    await connect(popup, stack.broker.url);
    await signIn(popup);
    const portal = await browser.context.newPage();
    await portal.goto(`${stack.portal.url}/loans/${loanId}`);
    await (await waitForControl(portal, 'button', 'Capture Aadhaar card')).click();
    await waitForControl(portal, 'status', 'Captured: safe on this device');
    const stored = async () =>
      (await readFlows(popup)).flatMap(({ documents }) =>
        documents.map(({ attempts }) => attempts.at(-1)?.state),
      );
    await vi.waitFor(async () => expect(await stored()).toEqual(['stored']), 30 * SECOND);
    // A worker that has not measured this line yet sends large ones in parts.
    await killWorker(popup);
    const opened = browser.context.waitForEvent('page');
    await popup.getByRole('button', { name: /^Add documents/ }).click();
    const capture = await opened;
    const letFlow = stack.store.slowDown(SECOND);
    await capture.locator('input[type=file]').setInputFiles(scan());
    await capture
      .getByRole('listitem')
      .filter({ hasText: 'Captured: safe on this device' })
      .waitFor({ timeout: 30 * SECOND });
    await vi.waitFor(() => expect(partsSent().length).toBeGreaterThan(2), 30 * SECOND);
    const [first, second] = partsSent();
    await killWorker(popup);
    letFlow();
    await popup.reload();
    await vi.waitFor(async () => expect(await stored()).toEqual(['stored', 'stored']), 60 * SECOND);
    for (const whole of [first, second])
      expect(partsSent().filter((number) => number === whole)).toHaveLength(1);

    await popup.getByRole('button', { name: /^Send/ }).click();
    await vi.waitFor(() => expect(stack.atlas.emulator.pulls()).toHaveLength(2), 30 * SECOND);
    const pulled = new Set(stack.atlas.emulator.pulls().map(({ sha256 }) => sha256));
    const captured = (await readFlows(popup)).flatMap(({ documents }) =>
      documents.map(({ attempts }) => attempts[0]?.capture.opened.sha256 ?? ''),
    );
    expect(pulled).toEqual(new Set(captured));
    await browser.close();
  },
);
