import type { Source } from '@/lib/domain/capture';
import type { Failure } from '@/lib/domain/failed';
import type { FolderId } from '@/lib/domain/folder-id';
import type { Kind, AtlasApi, ProductDocument } from '@/lib/domain/organisation';
import type { StageName } from '@/lib/domain/stage';

/** What a loan's card says. The words are in `components`. */
export type CardState =
  | 'collecting'
  | 'waiting'
  | 'retrying' // parked for a cause that passes: it comes back by itself
  | 'sending'
  | 'verifying'
  | 'comparing' // all of it is read, and Atlas has not said its end yet
  | 'attention'
  | 'unconfirmed' // all of it is read, and Atlas's end is that it failed, or nobody waits for it any more
  | 'verified'; // all of it is read, and Atlas confirms it where it says so

/** What a document says of itself. `captured`: safe on this device only. `stored`: also in the store. */
export type DocumentState =
  | 'captured'
  | 'stored'
  | 'sending'
  | 'checking' // unclear: whether Atlas has it is being asked
  | 'sent'
  | 'read'
  | 'refused'
  | 'parked'
  | 'discarded'; // taken out of the set by the agent

export interface DocumentView {
  readonly slotId: string;
  readonly kind: Kind;
  readonly label: string;
  readonly state: DocumentState;
  /** The current attempt's id at Atlas. */
  readonly documentId: string;
  /** How many attempts there have been, the current one included. */
  readonly attempts: number;
  readonly source: Source;
  readonly capturedAt: number;
  /** Bytes of what Atlas is given. */
  readonly size: number;
  /** A picture that the line lets through in no way: a smaller one would be made to fit in so many bytes. */
  readonly shrinkTo?: number;
  /** A smaller picture that may still be exchanged for the one it takes the place of, which has so many bytes. */
  readonly original?: number;
  /** The agent has pressed Send for it. */
  readonly wanted: boolean;
  /** The slot of another document with the very same bytes: "Same document?" is open, and it is not sent before. */
  readonly sameAs?: string;
  /** It is not sent, and the agent may take it out of the set. */
  readonly canDiscard: boolean;
  /** `discarded`: until when (epoch ms) that can be taken back. */
  readonly restorableUntil?: number;
  /** `sent`, and Atlas has had it for longer than it usually takes: it may be re-run. */
  readonly isLate: boolean;
  /** The agent has sent it, and for longer than its stage usually takes it has not been shown to be with Atlas. */
  readonly isSlow: boolean;
  /** `checking` and slow: the agent may have it withdrawn and sent again, unless it turns out to be with Atlas. */
  readonly canResend: boolean;
  /** `sent`, and Atlas says it has finished, but its answer does not name the document yet. */
  readonly isUnnamed: boolean;
  /** `sent`, and the answer with the number of its batch was lost: what Atlas reads in it cannot be asked for. */
  readonly isUnnumbered: boolean;
  /** The agent has asked for a new attempt of a late document; the old one is being withdrawn. */
  readonly isLeaving: boolean;
  /** Atlas may have read more than one attempt of it. */
  readonly possibleDouble: boolean;
  /** Atlas's answer held more than one entry under the id of one of its attempts. */
  readonly isListedTwice: boolean;
  /** Those earlier attempts, counted from 1. */
  readonly earlier: ReadonlyArray<{ readonly number: number; readonly state: DocumentState }>;
  /** `refused`: Atlas's document code, `INVALID_DOC`, `UNRECOGNISED` or one we do not know. */
  readonly verdictCode?: string;
  /** `parked`, or the last failure of a document that is still being tried. */
  readonly failure?: Failure;
  /** `parked` for a cause that may pass: when it is tried again by itself at the latest (epoch ms). */
  readonly nextTryAt?: number;
  /** A picture of at most 160 px, while this session's copy is there. */
  readonly preview?: string;
}

/** Atlas's own progress, as it words it. */
export type StagesView = Readonly<Record<StageName, string>>;

/** One stage in time. */
export interface StageTimeView {
  /** It is under way: since when (epoch ms). */
  readonly since?: number;
  /** How long it usually takes, as this device has seen it, in milliseconds; absent: not seen often enough. */
  readonly usual?: number;
  /** Under way for much longer than that. */
  readonly isLate: boolean;
}
export type StageTimesView = Readonly<Partial<Record<StageName, StageTimeView>>>;

/** What is said of a loan whether it is open or folded. */
export interface LoanHead {
  readonly flowId: string;
  readonly loanId: string;
  /** It is a part of this folder. */
  readonly folder?: FolderId;
  /** The customer's name as the portal showed it; kept in this session's memory only. */
  readonly customer?: string;
  readonly product: { readonly productType: string; readonly label: string };
  /** Which of Atlas's APIs it goes by: `flow` has stages and cross-checks, the others have none. */
  readonly api: AtlasApi;
  readonly state: CardState;
  /** Nothing is left to do for it, and none of its bytes are on this device. */
  readonly finished: boolean;
  readonly updatedAt: number;
}

/** One loan with all of its documents. */
export interface FlowView extends LoanHead {
  /** The agent may choose among these; absent: there is nothing to choose, or not any more. */
  readonly apis?: readonly AtlasApi[];
  readonly documents: readonly DocumentView[];
  /** Kinds of the product's list that have not been captured yet. */
  readonly missing: readonly ProductDocument[];
  readonly stages?: StagesView;
  /** Every document has its answer and Atlas has not said its end: since when (epoch ms), and whether Satchel still asks. */
  readonly comparing?: { readonly since: number; readonly isRested: boolean };
  /** Of an API without stages: how many documents Atlas has been told of, and how many have come back. */
  readonly counted?: { readonly told: number; readonly back: number };
  /** While Atlas has something it has not answered yet, or has not said its end. */
  readonly stageTimes?: StageTimesView;
  /** The failure that holds the flow up, and when it is tried again (epoch ms). */
  readonly failure?: Failure;
  readonly nextTryAt?: number;
}
