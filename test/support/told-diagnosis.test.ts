import { describe, expect, test } from 'vitest';
import { tell } from '@/test/support/told-diagnosis';

const at = Date.UTC(2026, 10, 28, 9);
const line = (fields: Record<string, unknown>) => JSON.stringify({ at, ...fields });
const attempt = (states: string, more: Record<string, unknown> = {}) =>
  line({ event: 'attempt', document: 'one', states, ...more });

function file(log: readonly string[], state = 'refused'): string {
  const attempts = [{ document: 'one', state, tries: 2 }];
  const loans = [{ loan: 1, card: 'attention', documents: [{ kind: 'PAN', attempts }] }];
  return JSON.stringify({ format: 'satchel/diagnosis/1', at, phase: 'signed-in', loans, log });
}

describe('a diagnosis is told', () => {
  test('document by document, change by change, with what else was logged', () => {
    const log = [
      attempt('>captured'),
      line({ event: 'step-failed', where: 'store', code: 'offline' }),
      attempt('captured>stored'),
      attempt('stored>refused', { code: 'INVALID_DOC' }),
      line({ event: 'attempt', document: 'other', states: '>captured' }),
      'half a li',
    ];
    expect(tell(file(log))).toEqual([
      '2026-11-28 09:00:00.000Z  signed-in, 1 loans, 6 lines of log',
      '',
      'Loan 1: attention, no flow at Atlas',
      '  PAN one: refused, 2 tries',
      '    2026-11-28 09:00:00.000Z  captured',
      '    2026-11-28 09:00:00.000Z  captured to stored',
      '    2026-11-28 09:00:00.000Z  stored to refused (INVALID_DOC)',
      '    the log ends as the record stands',
      '',
      'Documents of loans that are not in the file:',
      '  other 2026-11-28 09:00:00.000Z  captured',
      '',
      'What else was logged:',
      '  2026-11-28 09:00:00.000Z  step-failed  where=store  code=offline',
    ]);
  });

  test.each([
    ['DIFFERS: the log ends in stored', [attempt('captured>stored')]],
    ['the log has nothing of it', []],
  ])('%s', (says, log) => {
    expect(tell(file(log)).some((one) => one.includes(says))).toBe(true);
  });

  test.each([
    ['not JSON', 'a photo'],
    ['format', JSON.stringify({ format: 'satchel/rescue/1' })],
    ['log', JSON.stringify({ ...Object(JSON.parse(file([]))), log: 'none' })],
  ])('what is none of ours is refused, with where: %s', (where, text) => {
    expect(() => tell(text)).toThrow(`no diagnosis of Satchel: ${where}`);
  });
});
