import type { Code, Reason } from '@/lib/domain/failed';

/** The few sentences of the portal script. The values stand in the entrypoint, so that a language is one file. */
export interface Words {
  /** Name of the button. `label` is plain text; `files` counts what a file input offers. */
  readonly capture: (label: string, files?: number) => string;
  /** For a document that neither profile nor page names. */
  readonly document: string;
  readonly capturing: string;
  readonly captured: string;
  readonly already: string;
  /** Some of several documents of this kind are captured. */
  readonly some: (count: number) => string;
  readonly attention: string;
  readonly chooseFirst: string;
  readonly signIn: string;
  readonly noLoan: string;
  readonly loanChanged: string;
  readonly updated: string;
  /** Of several files, not all were taken. */
  readonly partly: (captured: number, total: number, why: string) => string;
  readonly reasons: Readonly<Partial<Record<Reason, string>>>;
  readonly codes: Readonly<Record<Code, string>>;
}
