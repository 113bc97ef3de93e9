import type { DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { AddressesView, AddressView, ResultsView } from '@/lib/contract/results-view';
import type { LoanGroup } from '@/lib/contract/loans-view';
import type { AtlasApi, Kind } from '@/lib/domain/organisation';

export type ResultFormat = 'csv' | 'json';

/** Which loans the agent has asked to see. */
export interface Asked {
  readonly search: string;
  /** Absent: all of them. */
  readonly group?: LoanGroup | undefined;
  /** Loans that he has opened, and those that he has folded. */
  readonly open: readonly string[];
  readonly folded: readonly string[];
  /** The one that the page was opened for: it is brought into sight. */
  readonly loan?: string | undefined;
}

/** What the agent can do with a loan; absent: his organisation has switched it off. Each promise rejects with `Failed`. */
export interface LoanActions {
  /** Looks for other loans: what is not named stays as it was asked. */
  readonly onFind: (change: Partial<Pick<Asked, 'search' | 'group'>>) => void;
  /** Opens what was sent, and looks for these words in it. */
  readonly onReceipts: (search: string) => void;
  /** Opens a loan, or folds it. */
  readonly onFold: (flowId: string, isOpen: boolean) => void;
  /** Opens the page of a folder; without one, of a new one. */
  readonly onFolder: (folderId?: string) => void;
  /** Lists more loans. */
  readonly onMore: () => void;
  readonly onSend: (flowId: string) => Promise<unknown>;
  readonly onRerun: (flowId: string, slotIds: string[]) => Promise<unknown>;
  /** Asks Atlas at once how far it is. */
  readonly onCheck: (flowId: string) => Promise<unknown>;
  /** A new attempt of a document that is sent and late, or told and unclear. */
  readonly onRerunLate: (flowId: string, slotId: string) => Promise<unknown>;
  /** Takes a document that is not sent out of the set. */
  readonly onDiscard: (flowId: string, slotId: string) => Promise<unknown>;
  /** Takes a discard back. */
  readonly onRestore: (flowId: string, slotId: string) => Promise<unknown>;
  /** "Same document?" No: both are meant. */
  readonly onKeepBoth: (flowId: string, slotId: string) => Promise<unknown>;
  /** Opens the capture page for a smaller picture in the place of one that is too large for the line. */
  readonly onSmaller?: ((flow: FlowView, document: DocumentView) => void) | undefined;
  /** The picture that was too large for the line, in the place of the smaller one. */
  readonly onOriginal: (flowId: string, slotId: string) => Promise<unknown>;
  /** Which of Atlas's APIs the loan goes by. */
  readonly onGoBy: (flowId: string, api: AtlasApi) => Promise<unknown>;
  /** Compares the loan's addresses with one of them; absent: with the first. */
  readonly onAddresses: (
    flowId: string,
    source?: Pick<AddressView, 'slotId' | 'key'>,
  ) => Promise<AddressesView>;
  readonly onResults?: ((flowId: string) => Promise<ResultsView>) | undefined;
  /** Puts a (masked) text on the clipboard. */
  readonly onCopy: (text: string) => Promise<unknown>;
  /** Saves what Atlas read of a loan, masked, to a file. */
  readonly onExport: (flow: FlowView, results: ResultsView, format: ResultFormat) => Promise<unknown>;
  /** Opens the capture page for a new document, of a kind if one is given. */
  readonly onAdd?: ((flow: FlowView, kind?: Kind) => void) | undefined;
  /** Opens the capture page for this document's slot. */
  readonly onReplace?: ((flow: FlowView, document: DocumentView) => void) | undefined;
}
