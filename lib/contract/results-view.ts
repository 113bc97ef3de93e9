import type { Comparison } from '@/lib/domain/stage';

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
  /** `open`: Atlas has not compared all of it yet. */
  readonly comparison: Comparison;
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
