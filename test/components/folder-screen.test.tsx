// @vitest-environment happy-dom
import { act } from 'react';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FolderActions } from '@/components/folder-actions';
import type { FolderScreenProps } from '@/components/folder-screen';
import { FolderScreen } from '@/components/folder-screen';
import type { TakeIn } from '@/components/use-folder-queue';
import type { FolderLine } from '@/components/folder-lines';
import type { FolderRowView } from '@/lib/contract/folder-view';
import { Failed } from '@/lib/domain/failed';
import { id, NOW, state } from './fixtures';
import { bulk, folderActions, folderId, folderRow, folderView } from './folder-fixtures';
import { buttons, deferred, press, render, settle, text } from './render';

// happy-dom lays nothing out: the table's window is as high as this, and each row.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1_200);
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(40);
});

function screen(does: Partial<FolderActions> = {}, more: Partial<FolderScreenProps> = {}) {
  const props = { folderId: undefined, view: undefined, folders: [], failure: undefined, onFolder: () => {} };
  return <FolderScreen state={bulk} {...props} now={NOW} actions={folderActions(does)} {...more} />;
}

async function choose(names: readonly string[]): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  const files = names.map((name) => {
    const file = new File([name.includes('empty') ? '' : name], name.split('/').at(-1) ?? name);
    Object.defineProperty(file, 'webkitRelativePath', { value: name });
    return file;
  });
  if (input) Object.defineProperty(input, 'files', { value: files, configurable: true });
  await act(async () => input?.dispatchEvent(new Event('change', { bubbles: true })));
}

/** The words of the rows that are drawn. */
const drawn = () =>
  [...document.querySelectorAll('tbody tr:not([aria-hidden])')].map((row) =>
    [...row.querySelectorAll('td')].map(
      (cell) => cell.querySelector('select')?.value ?? cell.textContent ?? '',
    ),
  );

async function pick(name: string, value: string): Promise<void> {
  const select = [...document.querySelectorAll('select')].find(
    (one) => one.getAttribute('aria-label') === name || one.closest('label')?.textContent.startsWith(name),
  );
  if (!select) throw new Error(`no choice ${name}`);
  await act(async () => {
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

const captured = { flowId: id(1), captureId: id(8), already: false };

describe('taking in', () => {
  test('files are listed with a guessed kind before anything is taken, and unsuitable ones with their reason', async () => {
    const [onTakeIn, onBegin] = [vi.fn<TakeIn>(), vi.fn<FolderActions['onBegin']>()];
    await render(screen({ onTakeIn, onBegin }));
    await choose(['a/pan 2.jpg', 'a/IMG_1.jpg', 'a/empty.pdf']);
    expect(onBegin).toHaveBeenCalledWith(3, 'PROD_CDL');
    expect(drawn().map(([name, kind]) => [name, kind])).toEqual([
      ['a/empty.pdf', 'Not recognised'],
      ['a/IMG_1.jpg', 'OTHER'],
      ['a/pan 2.jpg', 'PAN'],
    ]);
    expect(drawn()[0]?.[5]).toBe('This file is empty.');
    expect(onTakeIn).not.toHaveBeenCalled();
    expect(buttons('Take in 2 documents')).toHaveLength(1);
  });

  test('a kind that was changed, alone or for all that are shown, is the one it is taken in as', async () => {
    const onTakeIn = vi.fn<TakeIn>(async () => Promise.resolve({ ...captured, slotId: id(50) }));
    await render(screen({ onTakeIn }));
    await choose(['a/1.jpg', 'a/2.jpg', 'a/pan.jpg']);
    await pick('Kind', 'OTHER');
    await pick('Kind of all 2 shown that are not sent', 'AADHAAR');
    await pick('Kind', '');
    await pick('Kind of a/2.jpg', 'INVOICE');
    await press('Take in 3 documents');
    await vi.waitFor(() => expect(onTakeIn).toHaveBeenCalledTimes(3));
    expect(onTakeIn.mock.calls.map(([{ kind }]) => kind)).toEqual(['AADHAAR', 'INVOICE', 'PAN']);
    await vi.waitFor(() => expect(text()).toContain('3 of 3 taken in.'));
  });

  test('two at a time; a pause lets those end and begins no other', async () => {
    const held = [deferred<undefined>(), deferred<undefined>(), deferred<undefined>()];
    let begun = 0;
    const onTakeIn: TakeIn = async () => {
      const at = (begun += 1);
      await held[at - 1]?.promise;
      return { ...captured, slotId: id(50 + at) };
    };
    await render(screen({ onTakeIn }));
    await choose(['1.jpg', '2.jpg', '3.jpg']);
    await press('Take in 3 documents');
    expect(begun).toBe(2);
    await press('Pause');
    await settle(() => held[0]?.resolve(undefined));
    await settle(() => held[1]?.resolve(undefined));
    expect(begun).toBe(2);
    expect(text()).toContain('2 of 3 taken in.');
    await press('Take in 1 document');
    expect(begun).toBe(3);
    await settle(() => held[2]?.resolve(undefined));
    expect(text()).toContain('3 of 3 taken in.');
  });

  test('what lies in a file stays with it, what does not stops the line and says why, and nothing is lost by it', async () => {
    let isFull = true;
    const onTakeIn: TakeIn = async ({ file }) => {
      if (file.name === 'bad.jpg') throw new Failed('rejected', { reason: 'broken-image' });
      if (isFull) throw new Failed('full');
      return { ...captured, slotId: id(file.size) };
    };
    await render(screen({ onTakeIn }));
    await choose(['bad.jpg', 'a.jpg', 'bb.jpg']);
    await press('Take in 3 documents');
    await vi.waitFor(() => expect(text()).toContain('There is no space left for more of this folder.'));
    isFull = false;
    await press('Take in 2 documents');
    await vi.waitFor(() => expect(text()).toContain('2 of 3 taken in, 1 not taken.'));
    expect(drawn().filter(([, , , said]) => said === 'Not taken')).toHaveLength(1);
  });
});

describe('the table', () => {
  const rows: FolderRowView[] = [
    folderRow(0, 'read', { kind: 'PAN', size: 3_000, documentType: 'PAN' }),
    folderRow(1, 'refused', { kind: 'PAN', size: 1_000, verdictCode: 'INVALID_DOC', documentType: 'PAN' }),
    folderRow(2, 'parked', { kind: 'INVOICE', size: 2_000, failure: { code: 'rejected', reason: 'gone' } }),
  ];
  const view = folderView(rows);
  const kinds = () => drawn().map(([, , size]) => size);

  test('filters by state and kind, each with how many there are, and sorts both ways', async () => {
    await render(screen({}, { view, folderId: view.folderId }));
    expect(text()).toContain('3 of 3 shown');
    await pick('State', 'refused');
    expect(text()).toContain('1 of 3 shown');
    expect(drawn()[0]?.[3]).toBe('Not accepted');
    await pick('State', '');
    await pick('Kind', 'PAN');
    expect(drawn()).toHaveLength(2);
    await pick('Kind', '');
    await press('Size');
    expect(kinds()).toEqual(['1 kB', '2 kB', '3 kB']);
    await press('Size');
    expect(kinds()).toEqual(['3 kB', '2 kB', '1 kB']);
    expect(document.querySelector('[aria-sort=descending]')?.textContent).toBe('Size');
  });

  test('sorts by what is read in the cells, not by the keys behind them', async () => {
    const mixed = ['PAN', 'OPEN_BOX', 'OTHER'].map((kind, n) => folderRow(n, 'read', { kind }));
    await render(screen({}, { view: folderView(mixed), folderId: view.folderId }));
    await press('Kind');
    // By the keys themselves OPEN_BOX would stand before OTHER.
    expect(drawn().map((cells) => cells[1])).toEqual(['Not recognised', 'Open box', 'PAN card']);
  });

  test('of a thousand only those in view are drawn, and all are counted', async () => {
    const many = Array.from({ length: 1_000 }, (_, n) => folderRow(n, 'read'));
    await render(screen({}, { view: folderView(many), folderId: view.folderId }));
    expect(drawn().length).toBeGreaterThan(5);
    expect(drawn().length).toBeLessThan(60);
    expect(document.querySelector('table')?.getAttribute('aria-rowcount')).toBe('1001');
    expect(text()).toContain('1,000 of 1,000 shown');
  });

  test('failed ones are run again or taken again, and what is shown is exported', async () => {
    const [onRerun, onRetake, onExport] = [
      vi.fn<FolderActions['onRerun']>(async () => Promise.resolve()),
      vi.fn<FolderActions['onRetake']>(),
      vi.fn<(lines: readonly FolderLine[]) => void>(),
    ];
    await render(screen({ onRerun, onRetake, onExport }, { view, folderId: view.folderId }));
    await press('Re-run all 2 shown that failed');
    expect(onRerun.mock.calls[0]?.[0].map(({ slotId }) => slotId)).toEqual([
      rows[1]?.slotId,
      rows[2]?.slotId,
    ]);
    await pick('State', 'refused');
    // What the filter hides is not run again.
    await press('Re-run the 1 shown that failed');
    expect(onRerun.mock.calls[1]?.[0].map(({ slotId }) => slotId)).toEqual([rows[1]?.slotId]);
    await press(/^Take again/);
    expect(onRetake).toHaveBeenCalledWith(rows[1]?.flowId, rows[1]?.slotId);
    await press('Export CSV');
    expect(onExport.mock.calls[0]?.[0].map(({ key }) => key)).toEqual([rows[1]?.slotId]);
  });

  test('the kind of what is taken in is changed until it is sent, and a change that is refused says why', async () => {
    const onKind = vi.fn<FolderActions['onKind']>(async () => Promise.resolve());
    const some = [
      folderRow(0, 'stored', { kind: 'OTHER' }),
      folderRow(1, 'captured', { kind: 'OTHER' }),
      folderRow(2, 'sending', { wanted: true }),
      folderRow(3, 'read'),
    ];
    const four = folderView(some);
    await render(screen({ onKind }, { view: four, folderId: four.folderId }));
    expect(document.querySelectorAll('table select')).toHaveLength(2);
    await pick(`Kind of ${some[0]?.documentId.slice(0, 8)}`, 'PAN');
    expect(onKind).toHaveBeenLastCalledWith([some[0]], 'PAN');
    await pick('Kind of all 2 shown that are not sent', 'AADHAAR');
    expect(onKind).toHaveBeenLastCalledWith([some[0], some[1]], 'AADHAAR');
    onKind.mockRejectedValueOnce(new Failed('rejected', { reason: 'in-the-way' }));
    await pick('Kind of all 2 shown that are not sent', 'INVOICE');
    await vi.waitFor(() => expect(text()).toContain('This document is on its way right now.'));
  });

  test('Send takes along what was not sent, and waits for a sign-in', async () => {
    const onSend = vi.fn<FolderActions['onSend']>(async () => Promise.resolve());
    const two = folderView([folderRow(0, 'stored'), folderRow(1, 'sending', { wanted: true })]);
    const { again } = await render(screen({ onSend }, { view: two, folderId: two.folderId }));
    await press('Send 1 document');
    expect(onSend.mock.calls[0]?.[0]).toHaveLength(1);
    await again(screen({}, { view: two, folderId: two.folderId, state: { ...bulk, phase: 'locked' } }));
    expect(buttons('Send 1 document')[0]?.disabled).toBe(true);
  });
});

test('without Bulk there are no folders here', async () => {
  await render(screen({}, { state }));
  expect(text()).toContain('Folders are not for you here');
  expect(document.querySelector('input')).toBeNull();
});

test('the row with the focus stays drawn when the table is scrolled', async () => {
  const rows = Array.from({ length: 1_000 }, (_, n) => folderRow(n, 'refused', { kind: 'PAN' }));
  await render(screen({}, { folderId, view: folderView(rows) }));
  const table = document.querySelector<HTMLElement>('.folder-scroll');
  const second = document.querySelector<HTMLElement>('tr[data-index="1"] button');
  await act(async () => second?.focus());
  expect(document.activeElement).toBe(second);
  await act(async () => {
    if (table) table.scrollTop = 20_000;
    table?.dispatchEvent(new Event('scroll'));
  });
  const drawnAt = [...document.querySelectorAll('tr[data-index]')].map((row) =>
    Number(row.getAttribute('data-index')),
  );
  expect(drawnAt.slice(0, 1)).toEqual([1]);
  expect(drawnAt[1]).toBeGreaterThan(300);
  expect(document.activeElement).toBe(second);
  // What is not drawn between them has its height, so that every row stands where it belongs.
  const gaps = [...document.querySelectorAll('tbody tr[aria-hidden]')].map((gap) =>
    gap.nextElementSibling?.getAttribute('data-index'),
  );
  expect([gaps[0], gaps.length]).toEqual(['1', 3]);
});

describe('a page that was opened for what needs its agent', () => {
  const some = Array.from({ length: 60 }, (_, n) => folderRow(n, n === 3 || n === 5 ? 'refused' : 'read'));
  const view = folderView(some);
  const seeking = (seeks: number, rows = view) => screen({}, { view: rows, folderId: view.folderId, seeks });
  const buttonOf = (n: number) => buttons(`Take again: ${some[n]?.documentId.slice(0, 8)}`)[0];

  test('has the focus at the first such line’s button, whatever filter is set, and each time it is asked', async () => {
    vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => {});
    const { again } = await render(seeking(0));
    await pick('State', 'read');
    expect(buttons(/^Take again/)).toEqual([]);
    await again(seeking(1));
    expect(document.activeElement).toBe(buttonOf(3));
    buttonOf(5)?.focus();
    await again(seeking(1, folderView(some)));
    expect(document.activeElement).toBe(buttonOf(5));
    await again(seeking(2));
    expect(document.activeElement).toBe(buttonOf(3));
  });

  test('asks no more where nothing needs him: what fails later takes no focus', async () => {
    const into = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => {});
    const { again } = await render(seeking(1, folderView([folderRow(1, 'read')])));
    await again(seeking(1));
    expect(into).not.toHaveBeenCalled();
  });
});

describe('the export of what was read', () => {
  const two = folderView([folderRow(1, 'read'), folderRow(2, 'refused')]);

  test('says what is in the file, what is not, and why', async () => {
    const failure = { code: 'offline' } as const;
    const onExportResults = () => Promise.resolve({ saved: 1, missing: 1, failure });
    await render(screen({ onExportResults }, { view: two, folderId: two.folderId }));
    await press('Export what was read (CSV)');
    expect(text()).toContain('What was read of 1 document is saved. 1 more could not be asked for');
    expect(text()).toContain('There is no network.');
  });

  test('is offered for documents that were only refused, too', async () => {
    await render(screen({}, { view: folderView([folderRow(2, 'refused')]), folderId: two.folderId }));
    expect(buttons('Export what was read (CSV)')).toHaveLength(1);
  });
});
