import type { Code, Reason } from './failed';

/** A sentence with `{names}` in it that are filled in where it is said. */
export type Template = string;

/** A template for each way in which a language counts, of CLDR's plural forms; `other` where a form has none. */
export type Counted = Readonly<Partial<Record<Intl.LDMLPluralRule, Template>>> & { readonly other: Template };

/** Where a document of the loan is; `waiting`: it was refused by a side that may take it later. */
export type PortalState = 'captured' | 'stored' | 'sending' | 'checking' | 'sent' | 'read' | 'waiting';
/** `refused`: by Atlas, with another code or none; `parked`: for any other reason. */
export type PortalFault = 'refused' | 'INVALID_DOC' | 'UNRECOGNISED' | 'parked' | 'gone';

/** All that the portal script says, as data: it brings none of it along and is handed one language. */
export interface PortalWords {
  /** BCP 47; which of a `Counted`'s forms is meant. */
  readonly language: string;
  /** Name of the button: `{label}`. */
  readonly capture: Template;
  /** The same for a file input with chosen files: `{label}`, `{count}`. */
  readonly captureFiles: Counted;
  /** For a document that neither profile nor page names. */
  readonly document: Template;
  readonly capturing: Template;
  readonly captured: Template;
  /** Instead of the one that had failed. */
  readonly retaken: Template;
  readonly already: Template;
  /** Some of several documents of this kind are captured: `{count}`. */
  readonly some: Counted;
  /** How a document of the loan stands. */
  readonly states: Readonly<Record<PortalState, Template>>;
  /** Why it needs another picture, as a sentence of its own; filled into the two after it as `{why}`. */
  readonly why: Readonly<Record<PortalFault, Template>>;
  readonly again: Template;
  readonly open: Template;
  readonly chooseFirst: Template;
  readonly signIn: Template;
  readonly noLoan: Template;
  readonly loanChanged: Template;
  readonly updated: Template;
  /** Of several files, not all were taken: `{captured}`, `{total}`, and `{why}` as a sentence of its own. */
  readonly partly: Template;
  readonly reasons: Readonly<Partial<Record<Reason, Template>>>;
  readonly codes: Readonly<Record<Code, Template>>;
}
