import type { Draft } from '@/lib/domain/draft';
import type { FolderSummary } from './folder-view';
import type { LoansView } from './loans-view';
import type { StateView } from './state-view';

/** What the popup opens with. */
export interface OpenedView {
  readonly state: StateView;
  /** Without the parts of folders. */
  readonly loans: LoansView;
  /** Folders of which something is still to do; absent: none. */
  readonly folders?: readonly FolderSummary[] | undefined;
  /** What was typed before it was closed. */
  readonly draft?: Draft | undefined;
}
