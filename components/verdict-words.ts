import type { Words } from './words/words';

/** A verdict in plain words: what Atlas found, and what to do about it. */
export interface VerdictWords {
  readonly reason: string;
  readonly advice: string;
}

const known = ['INVALID_DOC', 'UNRECOGNISED', 'NO_CODE', 'NO_RESULT'] as const;

/** Words for a document code of Atlas; for one we do not know, words that claim nothing. */
export function verdictWords({ t }: Pick<Words, 't'>, code: string): VerdictWords {
  const name = known.find((one) => one === code) ?? 'unknown';
  return { reason: t(`verdict.${name}.reason`), advice: t(`verdict.${name}.advice`) };
}
