import type { Failure } from '@/lib/domain/failed';
import type { StageHistory } from '@/lib/domain/stage-times';
import type { StagesView } from './flow-view';

/** What one attempt is and how often it was tried. Instants are epoch milliseconds. */
export interface AttemptDiagnosis {
  /** Its id at Atlas. */
  readonly document: string;
  readonly state: string;
  readonly source: string;
  readonly contentType: string;
  readonly size: number;
  readonly capturedAt: number;
  readonly tries: number;
  readonly dueAt: number;
  readonly wanted: boolean;
  /** Its bytes lie on this device. */
  readonly held: boolean;
  readonly failure?: Failure;
  readonly verdict?: string;
}

/** One loan, without its number: in the order of the list. */
export interface LoanDiagnosis {
  readonly loan: number;
  readonly flow: string;
  readonly flowUuid?: string;
  readonly card: string;
  readonly stages?: StagesView;
  readonly failure?: Failure;
  readonly documents: ReadonlyArray<{
    readonly kind: string;
    readonly attempts: readonly AttemptDiagnosis[];
  }>;
}

/**
 * What support may see of a device: states, codes, counts, sizes and times. No name, no number, no loan id, no token, no
 * address of a file, and nothing that was typed.
 */
export interface Diagnosis {
  readonly at: number;
  readonly phase: string;
  readonly online: boolean;
  readonly organisation?: {
    readonly broker: string;
    readonly api: string;
    readonly products: number;
    readonly portals: number;
    readonly sealingKey: string;
  };
  readonly counts: Readonly<Record<string, number>>;
  readonly space?: { readonly used: number; readonly free: number };
  readonly skewMs?: number;
  readonly ended?: Failure & { readonly at?: number | undefined };
  readonly loans: readonly LoanDiagnosis[];
  readonly stageHistory: StageHistory;
  /** The end of the log, a line each. */
  readonly log: readonly string[];
}
