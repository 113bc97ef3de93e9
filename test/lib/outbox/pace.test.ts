import { expect, test } from 'vitest';
import { createPace, LARGEST_PART, LEAST_PART } from '@/lib/outbox/pace';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

test('what nobody has measured is given the time of 64 kbit/s', () => {
  const pace = createPace();
  expect(pace.bytesPerSecond()).toBeUndefined();
  expect(pace.deadlineFor(1_000, 1)).toBe(MINUTE);
  expect(pace.deadlineFor(4_800_000, 1)).toBe(10 * MINUTE);
  expect(pace.partSize()).toBe(LARGEST_PART);
});

test('a stall on a fast line ends soon; the next try is given the time of a line that is slow indeed', () => {
  const pace = createPace();
  pace.took(1_000_000, SECOND);
  expect(pace.bytesPerSecond()).toBe(1_000_000);
  const first = pace.deadlineFor(LEAST_PART, 1);
  expect(first).toBeLessThan(2 * MINUTE);
  pace.missed(LEAST_PART, first);
  expect(pace.deadlineFor(LEAST_PART, 2)).toBeGreaterThan(20 * MINUTE);
  expect(pace.deadlineFor(LEAST_PART, 9)).toBe(60 * MINUTE);
});

test('a line that is slow and moves is never cut: four times what it took, at least', () => {
  const pace = createPace();
  pace.took(300_000, 300 * SECOND);
  expect(pace.deadlineFor(300_000, 1)).toBe(20 * MINUTE);
  expect(pace.partSize()).toBe(LEAST_PART);
});

test('small bodies and impossible times say nothing', () => {
  const pace = createPace();
  pace.took(1_000, MINUTE);
  expect(pace.bytesPerSecond()).toBeUndefined();
  pace.took(100_000, 0);
  expect(pace.bytesPerSecond()).toBe(100_000_000);
  expect(pace.deadlineFor(1, 1)).toBe(MINUTE);
});

test('in one piece goes what the line is through with in the time of a part, and nothing that was too large', () => {
  const pace = createPace();
  expect(pace.wholeSize()).toBe(LARGEST_PART);
  pace.took(1_000_000, SECOND);
  expect(pace.wholeSize()).toBe(30_000_000);
  pace.refused(20_000_000);
  pace.refused(25_000_000);
  expect(pace.wholeSize()).toBe(19_999_999);
  pace.missed(1_000_000, 30 * SECOND);
  expect(pace.wholeSize()).toBe(LARGEST_PART);
});
