import type { Draft } from '@/lib/domain/draft';
import type { LoansView } from './loans-view';
import type { StateView } from './state-view';

/** What the popup opens with. */
export interface OpenedView {
  readonly state: StateView;
  /** With the folders of which something is still to do, each as one. */
  readonly loans: LoansView;
  /** What was typed before it was closed. */
  readonly draft?: Draft | undefined;
}
