import { expect, test } from 'vitest';
import { fill, fillCounted } from '@/lib/domain/fill';

test('fills in what the sentence names', () => {
  expect(fill('{captured} of {total} captured. {why}', { captured: '1', total: '3', why: 'Too large' })).toBe(
    '1 of 3 captured. Too large',
  );
});

test('a page’s text is filled in as it is, whatever stands in it', () => {
  const values = { label: "{count} $& $' {label}", count: '2' };
  expect(fill('Capture {label} ({count})', values)).toBe("Capture {count} $& $' {label} (2)");
});

test('a sentence that names what is not there says nothing of it', () => {
  expect(fill('Capture {label}', {})).toBe('Capture ');
});

const files = { one: '{count} file', other: '{count} files' };

test.each([
  ['en', 0, '0 files'],
  ['en', 1, '1 file'],
  ['en', 2, '2 files'],
  // In Hindi nothing is counted as one thing is.
  ['hi', 0, '0 file'],
  ['hi', 2, '2 files'],
  ['ta', 1_234_567, '12,34,567 files'],
])('counts as %s does: %i', (language, count, says) => {
  expect(fillCounted(files, language, count)).toBe(says);
});

test('a form that a language has and the sentence has not is the other', () => {
  expect(fillCounted({ other: '{count}' }, 'en', 1)).toBe('1');
});
