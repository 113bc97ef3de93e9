import { expect, test } from 'vitest';
import { codes, Failed, remedy, toFailed, toFailure } from '@/lib/domain/failed';

test('every code has its remedy, and only what was surely not done is tried again unasked', () => {
  expect(Object.keys(remedy).toSorted()).toEqual([...codes].toSorted());
  const asked = codes.filter((code) => remedy[code] === 'ask');
  expect(asked).toEqual(['timeout', 'unreadable']);
  expect(codes.filter((code) => remedy[code] === 'hold')).toEqual(['offline', 'unauthorized']);
});

test.each([
  [new Failed('throttled', { retryAfterMs: 5 }), 'throttled'],
  [new DOMException('x', 'QuotaExceededError'), 'full'],
  [new TypeError('Meera Iyer'), 'bug'],
  ['Meera Iyer', 'bug'],
  [undefined, 'bug'],
])('%s becomes ours, named by its class', (thrown, code) => {
  const failed = toFailed(thrown);
  expect(failed.code).toBe(code);
  expect(failed.message).not.toContain('Meera');
});

test('across a boundary go code, reason and wait alone', () => {
  const failed = new Failed('throttled', {
    reason: 'too-many-sign-ins',
    retryAfterMs: 5,
    detail: 'd',
    status: 429,
    cause: new Error('c'),
  });
  expect(toFailure(failed)).toEqual({ code: 'throttled', reason: 'too-many-sign-ins', retryAfterMs: 5 });
});
