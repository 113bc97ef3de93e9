import { expect, test } from 'vitest';
import { sharesOf } from '@/test/faults/crew';
import { joined, toldAgain, untold } from '@/test/faults/legs';
import { emptyTally } from '@/test/faults/tally';

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

test('what an earlier leg found is told again: what is still found stays, the rest is named as mended', async () => {
  const findings = [
    { seed: 7, finding: 'truthful: a' },
    { seed: 8, finding: 'noDouble: b' },
  ];
  const told = { legs: [], shares: [], mended: [], tally: { ...emptyTally(), stories: 9, findings } };
  const now = await toldAgain(told, 'abc1234', async ({ seed }) => (seed === 8 ? ['noDouble: c'] : []));
  expect(now.tally).toEqual({ ...told.tally, findings: findings.slice(1) });
  expect(now.mended).toEqual([{ seed: 7, finding: 'truthful: a', commit: 'abc1234' }]);
});
