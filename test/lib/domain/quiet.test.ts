import { describe, expect, test } from 'vitest';
import { minutesOf, quietUntil, timeOf, USUAL_QUIET } from '@/lib/domain/quiet';

/** That time of the first of March, by this device. */
const at = (hours: number, minutes = 0, day = 1) => new Date(2026, 2, day, hours, minutes).getTime();
const night = { from: 21 * 60, to: 8 * 60 };
const noon = { from: 12 * 60, to: 14 * 60 + 30 };

describe('quiet hours', () => {
  test.each([
    ['before they begin', night, at(20, 59), undefined],
    ['from their first minute', night, at(21), at(8, 0, 2)],
    ['after midnight', night, at(3, 15), at(8)],
    ['in their last minute', night, at(7, 59), at(8)],
    ['from the minute they are over', night, at(8), undefined],
    ['within a day', noon, at(13), at(14, 30)],
    ['before those within a day', noon, at(11, 59), undefined],
    ['after those within a day', noon, at(14, 30), undefined],
    ['from one time to the same', { from: 600, to: 600 }, at(10), undefined],
    ['to midnight', { from: 22 * 60, to: 0 }, at(23), at(0, 0, 2)],
  ])('%s', (_, quiet, now, until) => {
    expect(quietUntil(quiet, now)).toBe(until);
  });

  test('end in the future, whatever the clock does to the night', () => {
    for (let now = at(0); now < at(0, 0, 3); now += 13 * 60_000) {
      const until = quietUntil(night, now) ?? Infinity;
      expect(until).toBeGreaterThan(now);
    }
  });
});

test('a time of day is read and written as a time field has it', () => {
  expect([minutesOf('00:00'), minutesOf('08:05'), minutesOf('23:59')]).toEqual([0, 485, 1439]);
  expect([minutesOf(''), minutesOf('24:00'), minutesOf('8:5'), minutesOf('ab:cd')]).toEqual(
    Array.from({ length: 4 }, () => undefined),
  );
  expect([timeOf(USUAL_QUIET.from), timeOf(USUAL_QUIET.to), timeOf(485)]).toEqual([
    '21:00',
    '08:00',
    '08:05',
  ]);
});
