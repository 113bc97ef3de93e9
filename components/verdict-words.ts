/** A verdict in plain words: what Atlas found, and what to do about it. */
export interface VerdictWords {
  readonly reason: string;
  readonly advice: string;
}

const verdicts: ReadonlyMap<string, VerdictWords> = new Map([
  [
    'INVALID_DOC',
    {
      reason: 'Atlas knows this kind of document, but this one does not pass its checks.',
      advice: 'Photograph the whole original again: all four corners, no glare, nothing else in the picture.',
    },
  ],
  [
    'UNRECOGNISED',
    {
      reason: 'Atlas could not tell what document this is.',
      advice:
        'Check that it is the right paper and the right way up. Re-run it, or replace it with a sharper photo.',
    },
  ],
  [
    'NO_CODE',
    {
      reason: 'Atlas did not accept this document, and gave a reason without a code.',
      advice: 'Open its details for the reason. Re-run it, or replace it with a sharper photo.',
    },
  ],
  [
    'NO_RESULT',
    {
      reason: 'Atlas finished, but gave no result for this document.',
      advice: 'Re-run it. If that does not help, replace it with a sharper photo.',
    },
  ],
]);

/** Words for a document code of Atlas; for one we do not know, words that claim nothing. */
export function verdictWords(code: string): VerdictWords {
  return (
    verdicts.get(code) ?? {
      reason: 'Atlas did not accept this document.',
      advice: 'Re-run it, or replace it with a sharper photo.',
    }
  );
}
