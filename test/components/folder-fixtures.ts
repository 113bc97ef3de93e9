import type { FolderActions } from '@/components/folder-actions';
import type { DocumentState } from '@/lib/contract/flow-view';
import type { FolderRowView, FolderSummary, FolderView } from '@/lib/contract/folder-view';
import type { StateView } from '@/lib/contract/state-view';
import { Failed } from '@/lib/domain/failed';
import { id, NOW, product, state } from './fixtures';

export const folderId = 'F-20261122-K7Q2MX-20';

/** An organisation that has Bulk. */
export const bulk: StateView = {
  ...state,
  ...(state.organisation && { organisation: { ...state.organisation, apis: ['bulk'] } }),
};

export function folderRow(n: number, at: DocumentState, more: Partial<FolderRowView> = {}): FolderRowView {
  return {
    flowId: id(1 + (n % 20)),
    slotId: id(10_000 + n),
    kind: 'PAN',
    label: 'PAN card',
    state: at,
    documentId: id(20_000 + n).replace('00000000', (3_000_000_000 + n * 1_234_567).toString(16).slice(-8)),
    attempts: 1,
    capturedAt: NOW - 60_000 + n,
    size: 412_000,
    wanted: at === 'read' || at === 'refused' || at === 'sent',
    isLate: false,
    isUnnumbered: false,
    ...more,
  };
}

export function folderView(rows: readonly FolderRowView[]): FolderView {
  const counts: Partial<Record<DocumentState, number>> = {};
  for (const { state: at } of rows) counts[at] = (counts[at] ?? 0) + 1;
  return { folderId, rows, summary: folderSummary({ counts }) };
}

export function folderSummary(more: Partial<FolderSummary> = {}): FolderSummary {
  const { productType, label } = product;
  return {
    folderId,
    product: { productType, label },
    state: 'attention',
    group: 'attention',
    counts: { refused: 12, sent: 300, read: 688 },
    updatedAt: NOW,
    ...more,
  };
}

export function folderActions(more: Partial<FolderActions> = {}): FolderActions {
  return {
    onBegin: () => {},
    onTakeIn: () => Promise.reject(new Failed('offline')),
    onSend: () => Promise.resolve(),
    onRerun: () => Promise.resolve(),
    onKind: () => Promise.resolve(),
    onRetake: () => {},
    onExport: () => {},
    onExportResults: () => Promise.resolve({ saved: 0, missing: 0 }),
    ...more,
  };
}
