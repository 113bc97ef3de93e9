import type {
  AtlasApi,
  Kind,
  PortalProfile,
  Product,
  ProductDocument,
  Review,
  SignIn,
} from '@/lib/domain/organisation';
import type { Source } from '@/lib/domain/capture';
import type { Draft } from '@/lib/domain/draft';
import type { Failure } from '@/lib/domain/failed';
import type { Feature } from '@/lib/domain/policy';
import type { PortalWords } from '@/lib/domain/portal-words';
import type { StageName } from '@/lib/domain/stage';

/** Where the whole program stands, in the order an agent passes through it. */
export type Phase = 'no-organisation' | 'no-access' | 'signed-out' | 'locked' | 'signed-in';

export interface AgentView {
  readonly tenant: string;
  readonly email: string;
  readonly displayName: string;
  /** At Atrium, as its last answer said. */
  readonly role?: string | undefined;
  readonly siteIds?: readonly string[] | undefined;
}

/** Staying signed in over a restart by a PIN. */
export interface PinView {
  readonly isSet: boolean;
  /** The agent has not been asked yet whether he wants one. */
  readonly isOffered: boolean;
  /** Tries that are left, after a wrong one. */
  readonly left?: number | undefined;
}

export interface StateView {
  readonly phase: Phase;
  readonly online: boolean;
  readonly organisation?: {
    readonly address: string;
    readonly name: string;
    readonly products: readonly Product[];
    /** From when on a field or a comparison is marked; absent: as ever. */
    readonly review?: Review | undefined;
    /** Atrium's own page. */
    readonly atrium?: string;
    readonly signIn?: SignIn | undefined;
    /** The one that agents of this machine sign in to. */
    readonly tenant?: string | undefined;
  };
  readonly agent?: AgentView;
  /** What the organisation has switched off on this machine. */
  readonly featuresOff?: readonly Feature[] | undefined;
  /** Absent where the organisation does not allow it. */
  readonly pin?: PinView;
  /** Documents of the known agent that are on this device and not yet accepted by Atlas. */
  readonly waiting: number;
  /** Those of them of which Atlas has nothing: what the agent may delete when he leaves. */
  readonly unsent: number;
  /** Documents that were said to be safe and are no longer on this device; the agent has not noted them yet. */
  readonly lost: readonly LostView[];
  /** Loans whose record on this device cannot be read. It is kept with its bytes and stops no other. */
  readonly damaged: number;
  /** Bytes used and free on this device, as the browser estimates them; absent when it does not say. */
  readonly space?: { readonly used: number; readonly free: number };
  /** Since when (epoch ms) losses before it may go unnamed: the witness itself was damaged. */
  readonly witnessBrokenAt?: number;
  /** By how many milliseconds this device's clock is ahead (negative: behind), when that is worth saying. */
  readonly skewMs?: number;
  /** Match patterns that the agent still has to grant. */
  readonly missingOrigins: readonly string[];
  /** Why and when (epoch ms) the last session ended, when it was not by choice. */
  readonly ended?: Failure & { readonly at?: number | undefined };
}

/** What the popup opens with. */
export interface OpenedView {
  readonly state: StateView;
  /** As `flow.list`. */
  readonly flows: readonly FlowView[];
  /** What was typed before it was closed. */
  readonly draft?: Draft | undefined;
}

export interface LostView {
  readonly captureId: string;
  readonly loanId: string;
  readonly kind: Kind;
  readonly label: string;
  readonly capturedAt: number;
}

/** What a loan's card says. The words are in `components`. */
export type CardState = 'collecting' | 'waiting' | 'sending' | 'verifying' | 'attention' | 'verified';

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

export interface FlowView {
  readonly flowId: string;
  readonly loanId: string;
  /** The customer's name as the portal showed it; kept in this session's memory only. */
  readonly customer?: string;
  readonly product: { readonly productType: string; readonly label: string };
  /** Which of Atlas's APIs it goes by: `flow` has stages and cross-checks, the others have none. */
  readonly api: AtlasApi;
  /** The agent may choose among these; absent: there is nothing to choose, or not any more. */
  readonly apis?: readonly AtlasApi[];
  readonly state: CardState;
  /** Nothing is left to do for it, and none of its bytes are on this device. */
  readonly finished: boolean;
  readonly documents: readonly DocumentView[];
  /** Kinds of the product's list that have not been captured yet. */
  readonly missing: readonly ProductDocument[];
  readonly stages?: StagesView;
  /** Of an API without stages: how many documents Atlas has been told of, and how many have come back. */
  readonly counted?: { readonly told: number; readonly back: number };
  /** While Atlas has something it has not answered yet. */
  readonly stageTimes?: StageTimesView;
  readonly updatedAt: number;
  /** The failure that holds the flow up, and when it is tried again (epoch ms). */
  readonly failure?: Failure;
  readonly nextTryAt?: number;
}

export interface FieldView {
  /** Atlas's key, e.g. `name_as_per_pan`. */
  readonly key: string;
  /** Masked where it can hold an Aadhaar number. */
  readonly value: string;
  /** 0 to 1, Atlas's certainty of reading. */
  readonly confidence?: number;
}

/** One entry of Atlas's answer. Of a document there may be several: none of them is hidden. */
export interface DocumentResultView {
  readonly slotId: string;
  /** The attempt's id at Atlas. */
  readonly documentId: string;
  readonly documentType: string;
  readonly fields: readonly FieldView[];
  readonly quality?: string;
  /** Atlas's picture with the number covered. */
  readonly maskedImageUrl?: string;
  /** Atlas's own words for a refusal. */
  readonly errorReason?: string;
}

/** One of the two documents of a comparison. */
export interface SideView {
  /** Its kind or Atlas's type of it; absent: Atlas does not say which document it is. */
  readonly document?: string;
  /** Masked. */
  readonly value?: string;
}

export interface CrossCheckView {
  /** Atlas's key of what was compared, e.g. `customer_name`. */
  readonly field?: string;
  /** Two, or none: Atlas's entry does not say whose values these are. */
  readonly sides: readonly SideView[];
  /** 0 to 100. */
  readonly similarity?: number;
  /** What else Atlas says of the pair, key and (masked) value; its keys are undocumented. */
  readonly details: readonly FieldView[];
}

export interface ResultsView {
  readonly documents: readonly DocumentResultView[];
  readonly crossChecks: readonly CrossCheckView[];
  readonly crossChecksComplete: boolean;
}

/** One address that Atlas read in a flow's documents. */
export interface AddressView {
  readonly slotId: string;
  /** Atlas's key, e.g. `formatted_address`. */
  readonly key: string;
  /** Masked where it can hold an Aadhaar number. */
  readonly value: string;
}

/** An address beside the one it was compared with. A score that is absent is none at all; 0 is a score. */
export interface AddressMatchView extends AddressView {
  /** 0 to 100, how alike the two are as text. */
  readonly similarity?: number;
  /** 0 to 10, how likely both belong to the same person. */
  readonly samePerson?: number;
  /** Why there is no score: Atlas's code, or `no_answer`, `unreadable`, `not_taken`, `too_long`. */
  readonly error?: string;
}

export interface AddressesView {
  /** The address the others were compared with; absent: no document has one. */
  readonly source?: AddressView;
  readonly matches: readonly AddressMatchView[];
}

/** The answer to a capture, given only once the outbox holds it durably. */
export interface CapturedView {
  readonly flowId: string;
  readonly slotId: string;
  readonly captureId: string;
  /** The same bytes were captured for this loan before, as the same kind; nothing was added. */
  readonly already: boolean;
  /** The kind of another document with the same bytes: the agent is asked before this one is sent. */
  readonly sameAs?: Kind;
}

/** What the portal script may know. No agent, no organisation beyond the profile of its own page. */
export interface PortalView {
  readonly profile: PortalProfile;
  readonly labels: Readonly<Record<Kind, string>>;
  /** `false`: nobody may capture now, and the chip says to open Satchel. */
  readonly canCapture: boolean;
  /** What the script says, and the style sheets of what it shows: it brings neither along. */
  readonly words: PortalWords;
  readonly styles: { readonly chip: string; readonly toast: string };
}

export interface PortalStatusView {
  readonly documents: ReadonlyArray<{ readonly kind: Kind; readonly state: DocumentState }>;
}
