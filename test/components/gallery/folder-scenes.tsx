import type { ReactNode } from 'react';
import { FolderScreen } from '@/components/folder-screen';
import { PopupScreen } from '@/components/popup-screen';
import { Failed } from '@/lib/domain/failed';
import { actions, draft, flow, id, NOW } from '@/test/components/fixtures';
import {
  bulk,
  folderActions,
  folderId,
  folderRow,
  folderSummary,
  folderView,
} from '@/test/components/folder-fixtures';
import { asked, loansOf } from '@/test/components/loans';

const rows = Array.from({ length: 1_000 }, (_, n) => {
  const kind = ['AADHAAR', 'PAN', 'INVOICE', 'OTHER'][n % 4] ?? 'PAN';
  const documentType = kind === 'OTHER' ? 'DRIVING_LICENSE' : kind;
  if (n % 83 === 1)
    return folderRow(n, 'refused', { kind, documentType: 'INVOICE', verdictCode: 'INVALID_DOC' });
  if (n % 211 === 5) return folderRow(n, 'parked', { kind, failure: { code: 'rejected', reason: 'gone' } });
  if (n % 3 === 0) return folderRow(n, 'sent', { kind });
  return n % 50 === 7
    ? folderRow(n, 'stored', { kind, wanted: false })
    : folderRow(n, 'read', { kind, documentType });
});

const props = {
  state: bulk,
  folderId: undefined,
  view: undefined,
  folders: [],
  failure: undefined,
  now: NOW,
  actions: folderActions(),
  onFolder: () => {},
};

export const folderScenes: Readonly<Record<string, ReactNode>> = {
  folder: <FolderScreen {...props} />,
  'folder-taking': (
    <FolderScreen
      {...props}
      actions={folderActions({
        onTakeIn: async ({ file }) => {
          if (file.name.endsWith('.docx')) throw new Failed('rejected', { reason: 'not-a-document' });
          if (file.name.startsWith('invoice')) throw new Failed('full');
          return { flowId: id(1), slotId: id(file.name.length), captureId: id(8), already: false };
        },
      })}
    />
  ),
  'folder-table': (
    <FolderScreen
      {...props}
      folderId={folderId}
      view={folderView(rows)}
      folders={[folderId, 'F-20261119-R4T8WA-3']}
    />
  ),
  'folder-card': (
    <PopupScreen
      state={bulk}
      loans={loansOf([flow({ state: 'collecting' })], {
        folders: [folderSummary()],
        all: 2,
        counts: { attention: 1, collecting: 1, underWay: 0, done: 0 },
      })}
      asked={asked}
      failure={undefined}
      draft={draft}
      now={NOW}
      actions={actions()}
    />
  ),
  'folder-not-here': <FolderScreen {...props} state={{ ...bulk, featuresOff: ['file-capture'] }} />,
};
