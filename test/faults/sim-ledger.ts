import type { Owner } from '@/lib/domain/agent';

/** What the agent did and was told, as it happened: all that a story is judged by, and none of it the client's. */

export interface Told extends Owner {
  readonly captureId: string;
  readonly flowId: string;
  readonly slotId: string;
  readonly loanId: string;
  readonly sha256: string;
  /** Milliseconds since the story began. */
  readonly at: number;
}

/** A multiupload that left the device. */
export interface Submitted {
  readonly leftAt: number;
  readonly documentIds: readonly string[];
  /** Who was signed in. */
  readonly agentId: string;
  /** Those of other attempts of the same captures that were withdrawn and never fetched by then. */
  readonly shownAbsent: ReadonlySet<string>;
  /** The status that came back; `undefined`: none came. */
  status?: number;
  /** When it came, and how long it asked to wait, in milliseconds. */
  answeredAt?: number;
  retryAfterMs?: number;
  /** The device knew that it was offline, and sent nothing. */
  readonly isUnsent: boolean;
}

/** A line of `POST /v1/uploads`: which capture a `document_id` stands for. */
export interface Upload {
  readonly documentId: string;
  readonly captureId: string;
  readonly loanId: string;
  readonly slotId: string;
  readonly agentId: string;
  readonly sha256: string;
  /** Of the sealed bytes. */
  readonly sealed: string;
}

export function createLedger() {
  return {
    /** Captures the agent was told are safe. */
    told: new Map<string, Told>(),
    /** How often the agent asked for the slot's document to be sent anew, and when. */
    reruns: new Map<string, number[]>(),
    /** Slots the agent replaced or discarded. */
    givenUp: new Set<string>(),
    sent: new Set<string>(),
    uploads: new Map<string, Upload>(),
    submitted: new Array<Submitted>(),
    /** Requests of the device, by when they left. */
    requests: new Array<{ readonly at: number; readonly what: string }>(),
    /** When Atlas was asked what it read, by flow or batch. */
    asks: new Map<string, number[]>(),
    /** When everything was made to work again. */
    healedAt: Infinity,
    /** Captures named as lost to their agent. */
    named: new Set<string>(),
    /** When the database was emptied or damaged. */
    hurtAt: new Array<number>(),
    witnessBroken: false,
    /** Agents who were told of damaged records. */
    damageShown: new Set<string>(),
    /** When something happened after which what is held up may be tried at once. */
    nudgedAt: new Array<number>(),
    /** The wall clock has been set in this story. */
    isClockSet: false,
    /** The agent has signed out, was told so, and nobody has signed in since. */
    isSignedOut: false,
    /** The last thing the agent did was not answered, and the page said so. */
    isInDoubt: false,
    findings: new Array<string>(),
  };
}
export type Ledger = ReturnType<typeof createLedger>;
