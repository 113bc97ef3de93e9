import type { FlowView } from './flow-view';
import type { StateView } from './state-view';
import type { Draft } from '@/lib/domain/draft';

/** What the popup opens with. */
export interface OpenedView {
  readonly state: StateView;
  /** As `flow.list`. */
  readonly flows: readonly FlowView[];
  /** What was typed before it was closed. */
  readonly draft?: Draft | undefined;
}
