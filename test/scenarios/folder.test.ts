import { beforeEach, describe, expect, test } from 'vitest';
import { newFolderId } from '@/lib/domain/folder';
import type { FolderId } from '@/lib/domain/folder-id';
import { freshDatabase } from '@/test/lib/outbox/fresh-database';
import { arrive } from './errand';
import { firstAsked, asha, paper } from './town';

/*
 * A folder that goes by Bulk: many documents, no loan. Taken in one after the other by a page that may be closed and a
 * worker that may die; told to Atlas part by part; what is finished is known by what came back, page by page.
 */

beforeEach(freshDatabase);

const HOUR = 3_600_000;
const REAL_MINUTES = 5 * 60_000;
const chance = (seed: number) => ({ now: () => Date.UTC(2026, 10, 28, 8), random: () => seed });
const papersOf = (count: number) =>
  Array.from({ length: count }, (_, at) => paper(at % 3 === 0 ? 'AADHAAR' : 'PAN', `NUMBER ${at}`));

async function open(api: 'bulk' | 'flow' = 'bulk', also?: Array<'bulk'>) {
  const at = await arrive({}, {}, {}, { atlas: { api, ...(also && { also }) } });
  const { laptop, town } = at;
  const add = (folderId: FolderId, bytes: Blob, kind = 'PAN') =>
    laptop.folderPage.call('folder.add', { folderId, productType: 'POC_CDL', kind, source: 'file', bytes });
  const view = (folderId: FolderId) => laptop.wait(laptop.folderPage.call('folder.get', { folderId }));

  /** As the page does it: two files at a time. */
  async function takeIn(folderId: FolderId, papers: readonly Blob[]) {
    const said = { added: 0, already: 0 };
    for (let at = 0; at < papers.length; at += 2) {
      const pair = papers.slice(at, at + 2).map((bytes) => add(folderId, bytes));
      for (const { already } of await laptop.wait(Promise.all(pair)))
        said[already ? 'already' : 'added'] += 1;
    }
    return said;
  }
  async function send(folderId: FolderId) {
    const { rows } = await view(folderId);
    for (const flowId of new Set(rows.map((row) => row.flowId)))
      await laptop.wait(laptop.folderPage.call('flow.send', { flowId }));
  }
  async function isRead(folderId: FolderId, count: number) {
    await town.world.until(async () => (await view(folderId)).summary?.counts.read === count, 4 * HOUR);
  }
  return { ...at, add, view, takeIn, send, isRead };
}

test(
  'a thousand documents: a worker dies while they are taken in, the folder is chosen again, each is fetched and read once',
  { timeout: REAL_MINUTES },
  async () => {
    const at = await open();
    const folderId = newFolderId(chance(0.5), 1_000);
    const papers = papersOf(1_000);
    // Nothing leaves while they are taken in, as in a shop without a network.
    at.town.world.setOnline(false);
    const before = papers.slice(0, 400);
    expect(await at.takeIn(folderId, before)).toEqual({ added: 400, already: 0 });
    const [cut = new Blob()] = papers.slice(400);
    void at.add(folderId, cut).catch(() => undefined);
    at.laptop.killWorker();
    const again = await at.takeIn(folderId, papers);
    expect(again.added + again.already).toBe(1_000);
    expect(again.already).toBeGreaterThanOrEqual(400);
    const taken = await at.view(folderId);
    expect(taken.rows).toHaveLength(1_000);
    expect(taken.summary).toMatchObject({ state: 'collecting', counts: { captured: 1_000 } });

    await at.send(folderId);
    at.laptop.restartBrowser();
    at.town.world.setOnline(true);
    await at.laptop.wait(at.laptop.popup.call('session.signIn', asha));
    // Looking at a thousand rows costs more than all the rest: once, when Atlas has fetched everything.
    await at.town.world.until(async () => at.pulls().length === 1_000, HOUR);
    await at.isRead(folderId, 1_000);

    const batches = at.town.atlas.batches();
    expect(batches).toHaveLength(20);
    expect(at.told()).toHaveLength(1_000);
    const fetched = at.town.atlas.pulls().map(({ sha256 }) => sha256);
    expect([fetched.length, new Set(fetched).size]).toEqual([1_000, 1_000]);
    // Some parts have more documents than a page has entries.
    const large = batches.filter(({ documents }) => documents.length > 50);
    expect(large.length).toBeGreaterThan(0);
    const asked = at.town.sent
      .filter(({ text }) => text.includes('/v1/bulk/extracts'))
      .map(({ text }) => text);
    for (const { batchId, documents } of batches) {
      const pages = asked
        .filter((text) => text.includes(batchId))
        .map((text) => /[?&]page=(\d+)/.exec(text)?.[1]);
      expect(Math.max(...pages.map(Number))).toBe(Math.ceil(documents.length / 50));
    }
    expect(at.town.atlas.flows()).toEqual([]);
    expect((await at.view(folderId)).rows.every(({ documentType }) => documentType)).toBe(true);
  },
);

describe('a folder', () => {
  test('holds the same file once, whatever kind it is said to be, and asks nobody about it', async () => {
    const at = await open('flow', ['bulk']);
    const folderId = newFolderId(chance(0.1), 120);
    const [bytes = new Blob()] = papersOf(1);
    const first = await at.laptop.wait(at.add(folderId, bytes, 'AADHAAR'));
    const second = await at.laptop.wait(at.add(folderId, bytes, 'PAN'));
    expect(second).toEqual({ ...first, already: true });
    await at.send(folderId);
    await at.isRead(folderId, 1);
    expect(at.town.atlas.batches()).toHaveLength(1);
  });

  test('takes another kind for a document until it is sent, which its receipt then says', async () => {
    const at = await open('flow', ['bulk']);
    const folderId = newFolderId(chance(0.15), 2);
    await at.takeIn(folderId, papersOf(2));
    const [first] = (await at.view(folderId)).rows;
    if (!first) throw new RangeError('the folder has documents');
    const { flowId, slotId } = first;
    const say = (kind: string) =>
      at.laptop.wait(at.laptop.folderPage.call('folder.kind', { flowId, slotIds: [slotId], kind }));
    await say('INVOICE');
    expect((await at.view(folderId)).rows.map(({ kind }) => kind)).toEqual(['INVOICE', 'PAN']);
    await at.send(folderId);
    await expect(say('PAN')).rejects.toMatchObject({ code: 'rejected', reason: 'in-the-way' });
    await at.isRead(folderId, 2);
    const receipts = await at.laptop.wait(at.laptop.popup.call('receipt.list', { search: '' }));
    expect(receipts.find((one) => one.slotId === slotId)?.kind).toBe('INVOICE');
    // Nor is it a way to change what is of a loan.
    const loan = await at.capture('PAN');
    const ofLoan = { flowId: loan.flowId, slotIds: [loan.slotId], kind: 'INVOICE' };
    await expect(at.laptop.wait(at.laptop.folderPage.call('folder.kind', ofLoan))).rejects.toMatchObject({
      reason: 'gone',
    });
  });

  test('is one thing in the popup, and none of its parts is a loan', async () => {
    const at = await open('flow', ['bulk']);
    await at.capture('PAN');
    const folderId = newFolderId(chance(0.2), 120);
    await at.takeIn(folderId, papersOf(12));
    await at.town.world.until(async () => (await at.view(folderId)).summary?.counts.stored === 12, HOUR);
    const opened = await at.laptop.wait(at.laptop.popup.call('popup.open', firstAsked));
    expect(opened.loans.lines.map(({ loanId }) => loanId)).toEqual(['CDL-1']);
    const { folders, counts, all } = opened.loans;
    expect(folders).toMatchObject([{ folderId, state: 'collecting', group: 'collecting' }]);
    expect(folders?.[0]?.counts).toEqual({ stored: 12 });
    expect([counts.collecting, all]).toEqual([2, 2]);
    // It is found and filtered as loans are.
    const look = async (more: { search?: string; group?: 'attention' }) => {
      const { loans } = await at.laptop.wait(at.laptop.popup.call('popup.open', { ...firstAsked, ...more }));
      return [loans.lines.length, loans.folders?.length, loans.counts.collecting];
    };
    expect(await look({ search: folderId.slice(11, 17) })).toEqual([0, 1, 1]);
    expect(await look({ search: 'CDL-1' })).toEqual([1, 0, 1]);
    expect(await look({ group: 'attention' })).toEqual([0, 0, 2]);
    expect(opened.state.waiting).toBe(13);
    expect(await at.laptop.wait(at.laptop.folderPage.call('folder.list'))).toEqual([folderId]);
    // A day after all was read the bytes are gone: the folder is found all the same.
    await at.send(folderId);
    await at.isRead(folderId, 12);
    await at.town.world.advance(26 * HOUR);
    const later = await at.laptop.wait(at.laptop.popup.call('popup.open', firstAsked));
    expect(later.loans.folders).toBeUndefined();
    expect(later.loans.lines.map(({ loanId }) => loanId)).toEqual(['CDL-1']);
    expect((await at.view(folderId)).summary?.counts).toEqual({ read: 12 });
    expect(await at.laptop.wait(at.laptop.folderPage.call('folder.list'))).toEqual([folderId]);
  });

  test('is refused where the organisation has no Bulk, and of a product it does not have', async () => {
    const at = await open('flow');
    const folderId = newFolderId(chance(0.3), 1);
    const [bytes = new Blob()] = papersOf(1);
    await expect(at.laptop.wait(at.add(folderId, bytes))).rejects.toMatchObject({ code: 'forbidden' });
    const bulk = await open('bulk');
    const other = { folderId, productType: 'OTHER', kind: 'PAN', source: 'file' as const, bytes };
    await expect(bulk.laptop.wait(bulk.laptop.folderPage.call('folder.add', other))).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('takes nothing from a portal’s page that names it', async () => {
    const at = await open('flow', ['bulk']);
    const folderId = newFolderId(chance(0.4), 1);
    await at.takeIn(folderId, papersOf(1));
    const [, bytes = new Blob()] = papersOf(2);
    const input = { loanId: `${folderId}/1`, kind: 'PAN', source: 'portal-link' as const, bytes };
    await expect(at.laptop.wait(at.laptop.portal.call('portal.capture', input))).rejects.toMatchObject({
      reason: 'in-the-way',
    });
    expect((await at.view(folderId)).rows).toHaveLength(1);
  });

  test('that is full takes no more of new files, and says so', async () => {
    const at = await open();
    const folderId = newFolderId(chance(0.6), 50);
    await at.takeIn(folderId, papersOf(100));
    const [more = new Blob()] = papersOf(101).slice(100);
    await expect(at.laptop.wait(at.add(folderId, more))).rejects.toMatchObject({ reason: 'folder-full' });
    expect(await at.takeIn(folderId, papersOf(2))).toEqual({ added: 0, already: 2 });
  });

  test('of another agent is nobody else’s', async () => {
    const at = await open();
    const folderId = newFolderId(chance(0.7), 1);
    await at.takeIn(folderId, papersOf(1));
    await at.laptop.wait(at.laptop.popup.call('session.signOut', { deleteUnsent: false }));
    await expect(at.view(folderId)).rejects.toMatchObject({ reason: 'signed-out' });
  });
});
