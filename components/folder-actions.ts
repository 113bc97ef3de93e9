import type { FolderRowView } from '@/lib/contract/folder-view';
import type { Failure } from '@/lib/domain/failed';
import type { Kind } from '@/lib/domain/organisation';
import type { StateView } from '@/lib/contract/state-view';
import type { FolderLine } from './folder-lines';
import type { TakeIn } from './use-folder-queue';

/** What the page of a folder does. Each promise rejects with `Failed`. */
export interface FolderActions {
  /** A folder was chosen; without one there is an id to be made, for so many files. */
  readonly onBegin: (count: number, productType: string) => void;
  /** Resolves once the outbox has the file durably. Keep it the same between renders. */
  readonly onTakeIn: TakeIn;
  readonly onSend: (rows: readonly FolderRowView[]) => Promise<unknown>;
  readonly onRerun: (rows: readonly FolderRowView[]) => Promise<unknown>;
  /** Another kind for what is taken in and not sent. */
  readonly onKind: (rows: readonly FolderRowView[], kind: Kind) => Promise<unknown>;
  readonly onRetake: (flowId: string, slotId: string) => void;
  readonly onExport: (lines: readonly FolderLine[]) => void;
  /** What Atlas read, of all documents that it has answered for. */
  readonly onExportResults: () => Promise<ExportedResults>;
}

export interface ExportedResults {
  /** How many documents are in the file, and how many of them are not, since they could not be asked for. */
  readonly saved: number;
  readonly missing: number;
  /** Why not. */
  readonly failure?: Failure | undefined;
}

/** The organisation has Bulk, and files may be chosen on this machine. */
export function takesFolders({ organisation, featuresOff }: StateView): boolean {
  return (organisation?.apis?.includes('bulk') ?? false) && !featuresOff?.includes('file-capture');
}

/** What Send would take along. */
export function sendable(rows: readonly FolderRowView[]): FolderRowView[] {
  return rows.filter(isUnsent);
}

const isUnsent = ({ state, wanted }: FolderRowView) =>
  !wanted && (state === 'captured' || state === 'stored');

/** What its kind is the agent may still say: it waits, or is taken in and not sent. */
export function hasOpenKind({ itemId, row }: FolderLine): boolean {
  return itemId !== undefined || (row !== undefined && isUnsent(row));
}

export function rerunnable(rows: readonly FolderRowView[]): FolderRowView[] {
  return rows.filter(({ state }) => state === 'refused' || state === 'parked');
}
