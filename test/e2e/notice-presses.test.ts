import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { currentAttempt } from '@/lib/domain/flow';
import { folderOfPart } from '@/lib/domain/folder-id';
import { noticeId } from '@/lib/outbox/notice-text';
import type { About } from '@/lib/outbox/notices';
import { createScriptedReader } from '@/test/emulators/reader';
import type { Browser } from '@/test/support/browser';
import { newProfile, openBrowser, waitForControl } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import type { Stack } from '@/test/support/stack';
import { samples, startStack } from '@/test/support/stack';
import { connect, signIn } from './at-the-popup';
import { readFlows } from './tour-proof';

const SECOND = 1_000;
const MOST_PRESSES = 3;
const profile = newProfile();
const folder = mkdtempSync(join(tmpdir(), 'satchel-presses-'));
let refuses = true;
let stack: Stack;
let browser: Browser;
let popup: Page;

beforeAll(async () => {
  mkdirSync(join(folder, 'PAN'));
  for (let n = 0; n < 3; n += 1) writeFileSync(join(folder, 'PAN', `${n}.pdf`), `%PDF-1.7 paper ${n}\n%%EOF`);
  const invalid = { documentType: 'PAN', fields: {}, error_code: 'INVALID_DOC' } as const;
  const { read } = createScriptedReader(() => (refuses ? invalid : undefined));
  stack = await startStack({ read, apis: { api: 'flow', also: ['bulk'] } });
  browser = await openBrowser({ extension: await buildDemo(), profile: profile.path });
  popup = await browser.popup();
  await connect(popup, stack.broker.url);
  await signIn(popup);
}, 120 * SECOND);

afterAll(async () => {
  await browser.close();
  await stack.close();
  profile.remove();
  rmSync(folder, { recursive: true });
});

/** The documents of loans, or of folders, as they lie on the device. */
async function documents(of: 'loans' | 'folders') {
  const flows = await readFlows(popup);
  return flows
    .filter(({ loanId }) => (folderOfPart(loanId) === undefined) === (of === 'loans'))
    .flatMap(({ flowId, loanId, documents: all }) =>
      all.map(({ slotId, attempts, ...one }) => ({
        place: { flowId, slotId },
        loanId,
        attempts: attempts.length,
        state: currentAttempt({ slotId, attempts, ...one }).state,
      })),
    );
}

const refused = (of: 'loans' | 'folders') =>
  expect
    .poll(async () => (await documents(of)).map(({ state }) => state), { timeout: 60 * SECOND })
    .toSatisfy((states: readonly string[]) => states.length > 1 && states.every((one) => one === 'refused'));

/** Presses a button of a notice, as the browser tells of it: its notifications are drawn outside of every page. */
async function pressNotice(about: About, button: number): Promise<void> {
  const id = noticeId({ about, needs: [] }, true, 'one');
  const [worker] = browser.context.serviceWorkers();
  await worker?.evaluate(`chrome.notifications.onButtonClicked.dispatch(${JSON.stringify(id)}, ${button})`);
}

/** A page of ours that a press opens. */
async function opened(act: Promise<unknown>): Promise<Page> {
  const page = browser.context.waitForEvent('page');
  await act;
  return page;
}
const pagesAt = (path: string) => browser.context.pages().filter((page) => page.url().includes(path));
const focused = (page: Page) =>
  page.evaluate(
    'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim()',
  );

async function capture(loan: string, kind: string): Promise<void> {
  const portal = await browser.context.newPage();
  await portal.goto(`${stack.portal.url}/loans/${loan}`);
  await (await waitForControl(portal, 'button', `Capture ${kind}`)).click();
  await popup.getByText(loan).first().waitFor();
  await portal.close();
}

test(
  'from the notice of several loans it is two presses to a new attempt, three with another picture',
  { timeout: 150 * SECOND },
  async () => {
    await capture('CDL-2026-004711', 'PAN card');
    await capture('CDL-2026-004702', 'Invoice');
    await popup.bringToFront();
    await popup.getByRole('button', { name: 'Send 1 document' }).first().click();
    await expect.poll(() => popup.getByRole('button', { name: 'Send 1 document' }).count()).toBe(1);
    await popup.getByRole('button', { name: 'Send 1 document' }).click();
    await refused('loans');
    refuses = false;

    const [one, other] = await documents('loans');
    if (!one || !other) throw new Error('two loans');
    const list = await opened(pressNotice({ is: 'loans', place: one.place }, 0));
    await list.getByRole('radio', { name: 'Needs you 2', checked: true }).waitFor();
    await list
      .getByRole('button', { name: /^Re-run/ })
      .first()
      .click();
    await expect
      .poll(async () => (await documents('loans')).reduce((sum, { attempts }) => sum + attempts, 0))
      .toBe(3);

    const left = (await documents('loans')).find(({ attempts }) => attempts === 1) ?? other;
    let presses = 1;
    const retake = await opened(pressNotice({ is: 'loans', place: left.place }, 1));
    const chooser = retake.waitForEvent('filechooser');
    await retake.getByRole('button', { name: 'Choose a file' }).click();
    presses += 1;
    await (await chooser).setFiles(join(samples, 'specimens/aadhaar.jpg'));
    await retake.getByRole('button', { name: 'Send the new one' }).click();
    presses += 1;
    await expect.poll(async () => (await documents('loans')).map(({ attempts }) => attempts)).toEqual([2, 2]);
    expect(presses).toBeLessThanOrEqual(MOST_PRESSES);

    // The list is open already: it is led to that loan, and no second one is opened.
    await pressNotice({ is: 'loan', ...left.place, loanId: left.loanId }, 1);
    await expect.poll(() => list.url()).toContain(`?loan=${left.place.flowId}`);
    await expect.poll(() => focused(list)).toBe(left.loanId);
    expect(pagesAt('/sidepanel.html')).toHaveLength(1);
    await list.close();
    await retake.close();
  },
);

test(
  'that of a folder opens its page at what failed, where one press runs all of it again',
  { timeout: 150 * SECOND },
  async () => {
    refuses = true;
    await popup.bringToFront();
    const page = await opened(popup.getByRole('button', { name: 'Send a folder of documents' }).click());
    await page.locator('input[type=file]').setInputFiles(folder);
    await page.getByRole('button', { name: 'Take in 3 documents' }).click();
    await page.getByRole('button', { name: 'Send 3 documents' }).click();
    await refused('folders');
    refuses = false;
    const [first] = await documents('folders');
    const id = folderOfPart(first?.loanId ?? '');
    if (!first || !id) throw new Error('a folder');
    const about: About = { is: 'folder', folder: id, place: first.place };

    // Its page is open, with the names of its files: it is told, and not loaded again.
    await page
      .getByRole('button', { name: /^Take again/ })
      .first()
      .waitFor();
    await pressNotice(about, 0);
    await expect.poll(() => focused(page)).toMatch(/^Take again: .*\.pdf$/);
    expect(page.url()).not.toContain('#');
    expect(pagesAt('/folder.html')).toHaveLength(1);
    await page.close();

    const anew = await opened(pressNotice(about, 0));
    await expect.poll(() => focused(anew)).toMatch(/^Take again: [\da-f]{8}$/);
    await anew.getByRole('button', { name: 'Re-run all 3 shown that failed' }).click();
    await expect
      .poll(async () => (await documents('folders')).map(({ attempts }) => attempts))
      .toEqual([2, 2, 2]);
  },
);
