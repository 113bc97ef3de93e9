import type { FlowView } from './flow-view';
import type { FolderSummary } from './folder-view';
import type { StateView } from './state-view';
import type { Draft } from '@/lib/domain/draft';

/** What the popup opens with. */
export interface OpenedView {
  readonly state: StateView;
  /** As `flow.list`, without the parts of folders. */
  readonly flows: readonly FlowView[];
  /** Folders of which something is still to do; absent: none. */
  readonly folders?: readonly FolderSummary[] | undefined;
  /** What was typed before it was closed. */
  readonly draft?: Draft | undefined;
}
