import { sentencesFor } from '@/components/failure-words';
import { verdictWords } from '@/components/verdict-words';
import type { Words } from '@/components/words/words';
import { codes, reasons, remedy } from '@/lib/domain/failed';

const remedies = {
  retry: 'tries again by itself',
  hold: 'waits until the cause is gone',
  ask: 'asks first, repeats nothing',
  stop: 'leaves it to the agent',
} as const;
const verdicts = ['INVALID_DOC', 'UNRECOGNISED', 'NO_CODE', 'NO_RESULT', 'anything else'] as const;

/** `ERRORS.md`, from the same tables that the screens speak from. */
export function errorsPage(words: Words): string {
  const line = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '# Errors',
    '',
    'Every failure an agent can meet: what happened, what it means for the document, what to do next. Written by',
    '`npm run errors` from `lib/domain/failed.ts` and `components/words/en.json`; `npm test` compares.',
    '',
    '## Failures',
    '',
    'By code, when nothing more exact is known, with what Satchel does by itself.',
    '',
    line('code', 'what happened', 'what it means', 'what to do', 'Satchel'),
    line('---', '---', '---', '---', '---'),
    ...codes.map((code) => line(`\`${code}\``, ...sentencesFor(words, { code }), remedies[remedy[code]])),
    '',
    '## Reasons',
    '',
    'More exact than a code.',
    '',
    line('reason', 'what happened', 'what it means', 'what to do'),
    line('---', '---', '---', '---'),
    ...reasons.map((reason) => line(`\`${reason}\``, ...sentencesFor(words, { code: 'bug', reason }))),
    '',
    '## Verdicts of Atlas',
    '',
    line('code', 'what Atlas found', 'what to do'),
    line('---', '---', '---'),
    ...verdicts.map((code) => {
      const { reason, advice } = verdictWords(words, code);
      return line(`\`${code}\``, reason, advice);
    }),
    '',
  ].join('\n');
}
