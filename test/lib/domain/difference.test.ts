import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare } from '@/lib/domain/difference';

describe('two values that should agree', () => {
  test.each([
    ['same', 'Ravi Deshmukh', 'Ravi Deshmukh', [], []],
    ['writing', 'RAVI DESHMUKH', 'Ravi  Deshmukh.', [], []],
    ['order', 'Deshmukh Ravi', 'Ravi Deshmukh', [], []],
    ['part', 'Ravi Deshmukh', 'Ravi Kishan Deshmukh', [], ['Kishan']],
    ['initials', 'R Deshmukh', 'Ravi Deshmukh', ['R'], ['Ravi']],
    ['initials', 'Ravi Kishan Deshmukh', 'Ravi K. Deshmukh', ['Kishan'], ['K.']],
    ['letters', 'Ravi Deshmukh', 'Ravi Deshmuk', ['Deshmukh'], ['Deshmuk']],
    ['digits', '12 Tilak Road, Pune 411030', '21 Tilak Road, Pune 411030', ['12'], ['21']],
    ['other', 'Ravi Deshmukh', 'Meera Iyer', ['Ravi', 'Deshmukh'], ['Meera', 'Iyer']],
    ['other', 'Rao', 'Roy', ['Rao'], ['Roy']],
    ['other', 'Ravi', '', ['Ravi'], []],
    ['letters', 'रवि देशमुख', 'रवि देशमूख', ['देशमुख'], ['देशमूख']],
  ])('%s: %j and %j', (kind, first, second, onlyFirst, onlySecond) => {
    expect(compare(first, second)).toEqual({ kind, onlyFirst, onlySecond });
  });

  test('is told the same either way round', () => {
    assert(
      property(string(), string(), (one, two) => {
        const [there, back] = [compare(one, two), compare(two, one)];
        expect([back.kind, back.onlySecond, back.onlyFirst]).toEqual([
          there.kind,
          there.onlyFirst,
          there.onlySecond,
        ]);
      }),
    );
  });

  test('a text of a thousand words is not compared letter by letter', () => {
    const many = Array.from({ length: 1_000 }, (_, n) => `word${n}`).join(' ');
    expect(compare(many, `${many} more`).kind).toBe('other');
  });
});
