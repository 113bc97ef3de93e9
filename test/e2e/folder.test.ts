import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createScriptedReader } from '@/test/emulators/reader';
import { dropFiles, killBrowser, killWorker, newProfile, openBrowser } from '@/test/support/browser';
import { buildDemo } from '@/test/support/demo-build';
import type { Stack } from '@/test/support/stack';
import { startStack } from '@/test/support/stack';
import { connect, signIn } from './at-the-popup';
import { readFlows } from './tour-proof';

const SECOND = 1_000;
/** Suitable ones; one more is no document. */
const FILES = 30;
const profile = newProfile();
const folder = mkdtempSync(join(tmpdir(), 'satchel-folder-'));
let stack: Stack;

beforeAll(async () => {
  for (const [at, kind] of ['PAN', 'Aadhaar card', 'misc'].entries()) {
    mkdirSync(join(folder, kind));
    for (let n = at; n < FILES; n += 3)
      writeFileSync(join(folder, kind, `meena ${n}.pdf`), `%PDF-1.7 paper ${n}\n%%EOF`);
  }
  writeFileSync(join(folder, 'list of customers.txt'), 'no document');
  const name = { value: 'Meena Iyer', confidence_score: 0.9 };
  const { read } = createScriptedReader(() => ({ documentType: 'PAN', fields: { name_as_per_pan: name } }));
  stack = await startStack({ read, apis: { api: 'flow', also: ['bulk'] } });
});
afterAll(async () => {
  await stack.close();
  profile.remove();
  rmSync(folder, { recursive: true });
});

const choose = (page: Page) => page.locator('input[type=file]').setInputFiles(folder);
const taken = async (page: Page) => {
  const said = await page.getByText(/\d+ of \d+ taken in/).textContent();
  return Number(/^\d+/.exec(said ?? '')?.[0]);
};

test(
  'a folder: the worker and the browser die while it is taken in, it is chosen again, sent, and all of it comes back once',
  { timeout: 150 * SECOND },
  async () => {
    const extension = await buildDemo();
    let browser = await openBrowser({ extension, profile: profile.path });
    const popup = await browser.popup();
    await connect(popup, stack.broker.url);
    await signIn(popup);
    const opened = browser.context.waitForEvent('page');
    await popup.getByRole('button', { name: 'Send a folder of documents' }).click();
    let page = await opened;
    await choose(page);
    // What is guessed is shown, and changed for all that nothing was guessed for.
    await page
      .getByRole('combobox', { name: 'Kind', exact: true })
      .selectOption({ label: 'Not recognised (11)' });
    await page.getByLabel('Kind of all 11 shown that are not sent').selectOption({ label: 'Invoice' });
    await page.getByRole('button', { name: 'Take in 31 documents' }).click();
    await vi.waitFor(async () => expect(await taken(page)).toBeGreaterThan(2), 20 * SECOND);
    await killWorker(page);
    await vi.waitFor(async () => expect(await taken(page)).toBeGreaterThan(8), 20 * SECOND);
    await killBrowser(browser, profile.path);

    browser = await openBrowser({ extension, profile: profile.path });
    const second = await browser.popup();
    await signIn(second);
    const reopened = browser.context.waitForEvent('page');
    await second.getByRole('button', { name: /^Open folder/ }).click();
    page = await reopened;
    await page.getByRole('button', { name: 'Choose the folder again' }).waitFor();
    await dropFiles(page, '.drop', [folder]);
    await page.getByRole('button', { name: 'Take in 31 documents' }).click();
    await page.getByText(`${FILES} of 31 taken in, 1 not taken.`).waitFor({ timeout: 30 * SECOND });
    const documents = (await readFlows(page)).flatMap((flow) => flow.documents);
    expect(documents).toHaveLength(FILES);
    expect(documents.filter(({ kind }) => kind === 'AADHAAR')).toHaveLength(10);

    await page.getByRole('button', { name: `Send ${FILES} documents` }).click();
    await page.getByText(`${FILES} of ${FILES} back from Atlas.`).waitFor({ timeout: 60 * SECOND });
    const pulls = stack.atlas.emulator.pulls();
    expect([pulls.length, new Set(pulls.map(({ sha256 }) => sha256)).size]).toEqual([FILES, FILES]);
    expect(stack.atlas.emulator.flows()).toEqual([]);

    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    const table = readFileSync(await (await saving).path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(table).toHaveLength(1 + FILES + 1);
    expect(table.filter((line) => line.includes('Verified'))).toHaveLength(FILES);
    const reading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export what was read (CSV)' }).click();
    const read = readFileSync(await (await reading).path(), 'utf8');
    expect(read.match(/Meena Iyer/g)).toHaveLength(FILES);

    // Names were this page's alone.
    expect(JSON.stringify(await readFlows(page))).not.toContain('meena');
    await page.reload();
    await page.getByText(`${FILES} of ${FILES} shown`).waitFor();
    expect(await page.getByRole('table').textContent()).not.toContain('meena');
    await browser.close();
  },
);
