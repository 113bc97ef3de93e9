import { expect, test } from 'vitest';
import { sharesOf } from '@/test/faults/crew';
import { joined, untold } from '@/test/faults/legs';

test('a run that goes on tells what was not told, and nothing twice', () => {
  const all = [...sharesOf('client', 1, 1_000), ...sharesOf('machine', 1, 20_000)];
  // Two processes: one was cut short while the other went on.
  const done = all.filter((_, place) => place !== 4 && place < 12);
  const told = joined(done);
  expect(told).toEqual([
    { of: 'client', from: 1, count: 400 },
    { of: 'client', from: 501, count: 500 },
    { of: 'machine', from: 1, count: 10_000 },
  ]);
  expect(untold(all, told)).toEqual(all.filter((share) => !done.includes(share)));
  expect(untold(all, joined([...told, ...untold(all, told)]))).toEqual([]);
});
