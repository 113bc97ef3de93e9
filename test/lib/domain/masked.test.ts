import { array, assert, constantFrom, integer, oneof, property, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mask, maskNumber } from '@/lib/domain/masked';

describe('what is covered', () => {
  test.each([
    ['492164578901', 'XXXX XXXX 8901'],
    ['4921 6457 8901', 'XXXX XXXX 8901'],
    ['4921-6457-8901', 'XXXX XXXX 8901'],
    ['4921.6457.8901', 'XXXX XXXX 8901'],
    ['4921  6457\n8901', 'XXXX XXXX 8901'],
    ['4921 - 6457 - 8901', 'XXXX XXXX 8901'],
    ['4 9 2 1 6 4 5 7 8 9 0 1', 'XXXX XXXX 8901'],
    ['49 2164 57 8901', 'XXXX XXXX 8901'],
    ['Aadhaar No.492164578901', 'Aadhaar No.XXXX XXXX 8901'],
    ['UID:492164578901, male', 'UID:XXXX XXXX 8901, male'],
    ['{"value":492164578901}', '{"value":XXXX XXXX 8901}'],
    // The virtual id has sixteen digits, and none of them but the last four is shown either.
    ['9876543210987654', 'XXXX XXXX 7654'],
    ['9876 5432 1098 7654', 'XXXX XXXX 7654'],
    // A number beside it does not save it.
    ['1986 4921 6457 8901', 'XXXX XXXX 8901'],
    ['4921 6457 8901 1986 07', 'XXXX XXXX XXXX 1986 07'],
    ['4921 6457 8901 5017 6457 8902', 'XXXX XXXX XXXX XXXX XXXX 8902'],
    // Numerals of other scripts, and wide ones.
    ['४९२१ ६४५७ ८९०१', 'XXXX XXXX ८९०१'],
    ['４９２１６４５７８９０１', 'XXXX XXXX ８９０１'],
  ])('%j', (text, masked) => {
    expect(mask(text)).toBe(masked);
  });
});

describe('what is left alone', () => {
  test.each([
    'ABCDE1234F',
    '16/07/1986',
    '2026-01-15',
    '98765 43210',
    '9876543210, 9876543211',
    'IMEI 352099001761481',
    'A/c 50100123456789',
    '12 MG Road, Pune 411001',
    'XXXX XXXX 8901',
    '**** **** 9012',
    '',
  ])('%j', (text) => {
    expect(mask(text)).toBe(text);
  });
});

test.each([
  ['492164578901', 'XXXX XXXX 8901'],
  ['4921 6457 8901 2', 'XXXX XXXX 9012'],
  ['No: 49216', 'XXXX XXXX 9216'],
  ['**** **** 9012', '**** **** 9012'],
  ['unreadable', 'unreadable'],
])('a field that holds the number shows four digits of %j', (text, masked) => {
  expect(maskNumber(text)).toBe(masked);
});

describe('any text', () => {
  const digit = integer({ min: 0, max: 9 }).map(String);
  const digits = (count: number) =>
    array(digit, { minLength: count, maxLength: count }).map((all) => all.join(''));
  const gap = constantFrom('', ' ', '  ', '-', '.', ' - ', '\n', '\u00A0', '\u2013', '_', '\t');
  /** A number as somebody might write it: groups, and the same gap or another between them. */
  const number = oneof(
    tuple(digits(4), gap, digits(4), gap, digits(4)),
    tuple(digits(4), gap, digits(4), gap, digits(4), gap, digits(4)),
    tuple(digits(2), gap, digits(6), gap, digits(4)),
    array(tuple(digit, constantFrom(' ', '-')), { minLength: 12, maxLength: 12 }).map((all) =>
      all.flat().slice(0, -1),
    ),
  );
  /** Anything before or after it that does not make its first or last group longer. */
  const around = oneof(
    string(),
    digits(3).map((text) => `${text} `),
    constantFrom('No.', 'DOB 1986-07-16 ', '+91 ', ''),
  );
  const apart = (text: string) => text.replace(/\p{Nd}+$/u, '');
  const after = (text: string) => text.replace(/^\p{Nd}+/u, '');

  test('no number of it can be read again, whatever stands around it', () => {
    assert(
      property(around, number, around, (before, parts, behind) => {
        const written = parts.join('');
        const masked = mask(`${apart(before)}${written}${after(behind)}`);
        const bare = written.replace(/\D/g, '');
        const seen = masked.replace(/[^\dX]/g, '');
        // What may be seen of it are its last four digits, and whatever stood around it.
        expect(seen).not.toContain(bare);
        expect(seen).not.toContain(bare.slice(0, 12));
        expect(seen).not.toContain(bare.slice(-12));
      }),
      { numRuns: 5_000, seed: 20_260_115 },
    );
  });

  test('masking twice changes nothing more, and text without digits is as it was', () => {
    assert(
      property(
        string({ unit: constantFrom('0', '1', '7', '9', ' ', '.', '-', 'a', 'X', 'é', '\n') }),
        (text) => {
          expect(mask(mask(text))).toBe(mask(text));
        },
      ),
      { numRuns: 2_000, seed: 20_260_115 },
    );
    assert(
      property(string({ unit: 'grapheme' }), (text) => {
        const bare = text.replace(/\p{Nd}/gu, '');
        expect(mask(bare)).toBe(bare);
      }),
    );
  });
});
