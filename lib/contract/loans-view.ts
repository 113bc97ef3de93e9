import type { FlowView, LoanHead } from './flow-view';
import type { FolderSummary } from './folder-view';

/** Where a loan stands in the list: what the agent must do first, what he has not sent, what goes by itself, the rest. */
export type LoanGroup = 'attention' | 'collecting' | 'underWay' | 'done';

/** How many documents of a loan need the agent, are his to send, are under way, and are read. */
export interface Tally {
  readonly attention: number;
  readonly unsent: number;
  readonly underWay: number;
  readonly read: number;
}

/** A loan of which no more than this is shown: folded. */
export interface LoanLine extends LoanHead {
  readonly group: LoanGroup;
  readonly tally: Tally;
}

/** As much of the agent's loans as a page shows. What it leaves out is neither sent nor drawn. */
export interface LoansView {
  /** The search that this answers, as it was asked, and the group; absent: all of them. */
  readonly search: string;
  readonly group?: LoanGroup | undefined;
  /** By group, of each the loan first that was touched last. */
  readonly lines: readonly LoanLine[];
  /** Those of them that are open, with all of their documents. */
  readonly flows: readonly FlowView[];
  /** Folders of which something is still to do, found and filtered as the loans are; absent: none. */
  readonly folders?: readonly FolderSummary[] | undefined;
  /** Loans and folders in which the search is found, whichever group is asked for; of `done` as many as are listed. */
  readonly counts: Readonly<Record<LoanGroup, number>>;
  /** Loans and folders there are, without search and filter; of the finished ones as many as are listed. */
  readonly all: number;
  /** There may be more than are listed. */
  readonly hasMore: boolean;
  /** The network's own sign-in page answered instead of ours. */
  readonly behindPortal: boolean;
}
