import { describe, expect, test } from 'vitest';
import type { Part, Result } from './schedule';
import { choose, schedule, sum } from './schedule';

const ok: Result = { passed: 1, failed: 0, output: '' };

/** Parts that note when they begin and end, each one taking some turns of the event loop. */
function diary() {
  const lines: string[] = [];
  const part = (name: string, more: Partial<Part> = {}, turns = 3): Part => ({
    name,
    run: async () => {
      lines.push(`${name} begins`);
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
      lines.push(`${name} ends`);
      return ok;
    },
    ...more,
  });
  return { lines, part };
}

const silent = () => {};

describe('schedule', () => {
  test('runs as many parts side by side as there are lanes', async () => {
    const { lines, part } = diary();
    await schedule([part('a'), part('b', {}, 9), part('c')], 2, silent);
    expect(lines.slice(0, 4)).toEqual(['a begins', 'b begins', 'a ends', 'c begins']);
  });

  test('begins a part when those before it have ended, and one alone when all have', async () => {
    const { lines, part } = diary();
    await schedule(
      [part('a'), part('b', { after: ['a'] }), part('c', { alone: true }), part('d')],
      2,
      silent,
    );
    expect(lines.filter((line) => line.endsWith('begins'))).toEqual([
      'a begins',
      'b begins',
      'c begins',
      'd begins',
    ]);
    expect(lines.indexOf('a ends')).toBeLessThan(lines.indexOf('b begins'));
    expect(lines.indexOf('b ends')).toBeLessThan(lines.indexOf('c begins'));
    expect(lines.indexOf('c ends')).toBeLessThan(lines.indexOf('d begins'));
  });

  test('goes on after a part that fails or throws, and shows what it said', async () => {
    const printed: string[] = [];
    const results = await schedule(
      [
        { name: 'bad', run: async () => ({ passed: 3, failed: 2, note: '3 tests', output: 'one\ntwo\n' }) },
        { name: 'broken', run: () => Promise.reject(new Error('gone')) },
        { name: 'good', run: async () => ok },
      ],
      1,
      (line) => printed.push(line.replace(/ +[\d.]+ s/, '')),
    );
    expect(printed).toEqual([
      'FAIL bad  3 tests',
      '     one\n     two',
      'FAIL broken',
      '     Error: gone',
      'ok   good',
    ]);
    expect(sum(results)).toBe('4 passed, 3 failed');
  });
});

describe('choose', () => {
  const parts: readonly Part[] = ['format', 'lint', 'types'].map((name) => ({ name, run: async () => ok }));
  const names = (...args: string[]) => choose(parts, args).map(({ name }) => name);

  test('takes all, or those that --only names, in the order of the run', () => {
    expect(names()).toEqual(['format', 'lint', 'types']);
    expect(names('--only', 'types,lint')).toEqual(['lint', 'types']);
    expect(names('--only=format')).toEqual(['format']);
  });

  test('refuses a name there is not, and none at all', () => {
    expect(() => names('--only', 'lint,spelling')).toThrow(
      '--only takes some of format,lint,types, and not "spelling"',
    );
    expect(() => names('--only')).toThrow('--only takes some of');
  });
});
