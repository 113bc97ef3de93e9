import type { Failure } from '@/lib/domain/failed';
import type { AtlasApi, Kind, Product, Review, SignIn } from '@/lib/domain/organisation';
import type { Feature } from '@/lib/domain/policy';

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
    /** Which of Atlas's APIs documents may go by here, the usual one first. */
    readonly apis?: readonly AtlasApi[] | undefined;
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
  /** Documents are on their way, and nobody here was asked yet whether he wants to be told of what becomes of them. */
  readonly offersNotices?: true;
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

export interface LostView {
  readonly captureId: string;
  readonly loanId: string;
  readonly kind: Kind;
  readonly label: string;
  readonly capturedAt: number;
}
