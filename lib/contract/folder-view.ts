import type { Failure } from '@/lib/domain/failed';
import type { FolderId } from '@/lib/domain/folder-id';
import type { LoanGroup } from './loans-view';
import type { CardState, DocumentState, DocumentView, FlowView } from './flow-view';

/** A folder that goes by Bulk, all its parts together. */
export interface FolderSummary {
  readonly folderId: FolderId;
  readonly product: FlowView['product'];
  readonly state: CardState;
  /** Among which loans it is listed. */
  readonly group: LoanGroup;
  /** How many documents there are in each state. */
  readonly counts: Readonly<Partial<Record<DocumentState, number>>>;
  readonly updatedAt: number;
}

/** One document of a folder. The name of its file is not among what is kept. */
export interface FolderRowView extends Pick<
  DocumentView,
  | 'slotId'
  | 'kind'
  | 'label'
  | 'state'
  | 'documentId'
  | 'attempts'
  | 'capturedAt'
  | 'size'
  | 'wanted'
  | 'isLate'
  | 'isUnnumbered'
  | 'verdictCode'
  | 'failure'
> {
  readonly flowId: string;
  /** What Atlas took it for. */
  readonly documentType?: string;
}

export interface FolderView {
  readonly folderId: FolderId;
  /** Absent: nothing was taken of it. */
  readonly summary?: FolderSummary;
  readonly rows: readonly FolderRowView[];
  /** What holds a part of it up. */
  readonly failure?: Failure;
}
