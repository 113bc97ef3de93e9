import { expect, test, vi } from 'vitest';
import { createLatest } from '@/entrypoints/background/latest';

test('a hundred calls while it runs are one run more, and none is forgotten', async () => {
  const runs = new Array<() => void>();
  const latest = createLatest(
    () => new Promise<void>((resolve) => void runs.push(resolve)),
    async () => {},
  );
  latest();
  expect(runs).toHaveLength(1);
  for (let n = 0; n < 100; n += 1) latest();
  expect(runs).toHaveLength(1);
  runs[0]?.();
  await vi.waitFor(() => expect(runs).toHaveLength(2));
  runs[1]?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(runs).toHaveLength(2);
  latest();
  await vi.waitFor(() => expect(runs).toHaveLength(3));
});

test('a call between two runs is not lost', async () => {
  let runs = 0;
  let goOn = () => {};
  const latest = createLatest(
    async () => {
      runs += 1;
    },
    () => new Promise<void>((resolve) => void (goOn = resolve)),
  );
  latest();
  await vi.waitFor(() => expect(runs).toBe(1));
  latest();
  goOn();
  await vi.waitFor(() => expect(runs).toBe(2));
});
