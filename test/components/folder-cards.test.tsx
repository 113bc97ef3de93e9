// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest';
import type { PopupActions } from '@/components/popup-actions';
import { PopupScreen } from '@/components/popup-screen';
import type { StateView } from '@/lib/contract/state-view';
import { rowsOf } from '@/components/loan-rows';
import { actions, draft, flow, id, NOW, state } from './fixtures';
import { bulk, folderId, folderSummary } from './folder-fixtures';
import { asked, loansOf } from './loans';
import { buttons, press, render, text } from './render';

function popup(seen: StateView, onFolder: PopupActions['onFolder'] = () => {}) {
  return (
    <PopupScreen
      state={seen}
      loans={loansOf([], {
        folders: [folderSummary()],
        all: 1,
        counts: { attention: 1, collecting: 0, underWay: 0, done: 0 },
      })}
      asked={asked}
      failure={undefined}
      draft={draft}
      now={NOW}
      actions={actions({ onFolder })}
    />
  );
}

test('a folder is one card with how many documents are where, and opens its page', async () => {
  const onFolder = vi.fn<PopupActions['onFolder']>();
  await render(popup(bulk, onFolder));
  expect(text()).toContain('Folder 22 Nov 2026 K7Q2MX');
  expect(text()).toContain('Not accepted (12)');
  expect(text()).toContain('700 of 1,000 back from Atlas.');
  await press('Open folder 22 Nov 2026 K7Q2MX');
  await press('Send a folder of documents');
  expect(onFolder.mock.calls).toEqual([[folderId], []]);
});

test.each([
  ['Bulk', state],
  ['files', { ...bulk, featuresOff: ['file-capture' as const] }],
])('where there is no %s a new folder is not offered; one that was begun is still there', async (_, seen) => {
  await render(popup(seen));
  expect(buttons('Send a folder of documents')).toEqual([]);
  expect(buttons(/^Open folder/)).toHaveLength(1);
});

test('folders stand among the loans, in the group of what they need, which counts them', async () => {
  const loans = loansOf([
    flow({ flowId: id(3), loanId: 'CDL-3', state: 'attention' }),
    flow({ state: 'collecting' }),
  ]);
  const counts = { ...loans.counts, attention: 2, collecting: 2 };
  const other = 'F-20261121-AAAAAA-1';
  const folders = [
    folderSummary({ folderId: other, state: 'collecting', group: 'collecting' }),
    folderSummary(),
  ];
  const rows = rowsOf({ ...loans, counts, folders });
  expect(rows.map(({ is, key }) => [is, key])).toEqual([
    ['group', 'attention'],
    ['folder', folderId],
    ['loan', id(3)],
    ['group', 'collecting'],
    ['folder', other],
    ['loan', flow().flowId],
  ]);
  expect(rows.flatMap((row) => (row.is === 'group' ? row.count : []))).toEqual([2, 2]);
});
