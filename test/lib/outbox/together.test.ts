import { expect, test, vi } from 'vitest';
import { Failed } from '@/lib/domain/failed';
import { createTogether } from '@/lib/outbox/together';

/** A disk that keeps what a transaction wrote, or nothing of it; it works when it is let. */
function createDisk() {
  const kept = new Array<string>();
  const transactions = new Array<number>();
  let breaks: (writes: readonly string[]) => Error | undefined = () => undefined;
  let open: Array<() => void> = [];
  async function transact<V>(work: (tx: string[]) => Promise<V>): Promise<V> {
    await new Promise<void>((resolve) => void open.push(resolve));
    const tx = new Array<string>();
    const value = await work(tx);
    const broken = breaks(tx);
    if (broken) throw broken;
    transactions.push(tx.length);
    kept.push(...tx);
    return value;
  }
  return {
    kept,
    transactions,
    transact,
    breakFor: (test: typeof breaks) => {
      breaks = test;
    },
    async work(): Promise<void> {
      await vi.waitFor(() => expect(open.length).toBeGreaterThan(0));
      const now = open;
      open = [];
      for (const go of now) go();
    },
  };
}

const write = (name: string) => async (tx: string[]) => {
  tx.push(name);
  return name;
};
const isSilent = (thrown: unknown) => thrown instanceof Failed && thrown.reason === 'disk-silent';

test('what is asked for while the disk is at work is written in one transaction, in its order', async () => {
  const disk = createDisk();
  const together = createTogether<string[], string>(disk.transact, isSilent);
  const first = together(write('a'));
  const others = ['b', 'c', 'd'].map((name) => together(write(name)));
  await disk.work();
  expect(await first).toBe('a');
  await disk.work();
  expect(await Promise.all(others)).toEqual(['b', 'c', 'd']);
  expect(disk.transactions).toEqual([1, 3]);
  expect(disk.kept).toEqual(['a', 'b', 'c', 'd']);
});

test('one that cannot be written takes no other with it', async () => {
  const disk = createDisk();
  const together = createTogether<string[], string>(disk.transact, isSilent);
  disk.breakFor((writes) => (writes.includes('bad') ? new Failed('full') : undefined));
  const first = together(write('a'));
  const others = Promise.allSettled(['b', 'bad', 'c'].map((name) => together(write(name))));
  await disk.work();
  await first;
  for (let turn = 0; turn < 4; turn += 1) await disk.work();
  const [one, bad, two] = await others;
  expect([one?.status, two?.status]).toEqual(['fulfilled', 'fulfilled']);
  expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'full' } });
  expect(disk.kept).toEqual(['a', 'b', 'c']);
});

test('one that throws leaves nothing of itself and the others whole', async () => {
  const disk = createDisk();
  const together = createTogether<string[], string>(disk.transact, isSilent);
  const first = together(write('a'));
  const bad = together(async (tx) => {
    tx.push('half');
    throw new RangeError('no such flow');
  });
  const good = together(write('b'));
  const ended = Promise.allSettled([bad, good]);
  for (let turn = 0; turn < 4; turn += 1) await disk.work();
  await first;
  expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  expect(disk.kept).toEqual(['a', 'b']);
});

test('a silent disk is not asked again for each of them', async () => {
  const disk = createDisk();
  const together = createTogether<string[], string>(disk.transact, isSilent);
  let asked = 0;
  disk.breakFor((writes) => {
    asked += 1;
    return writes.includes('a') ? undefined : new Failed('unavailable', { reason: 'disk-silent' });
  });
  const first = together(write('a'));
  const others = Promise.allSettled(['b', 'c', 'd'].map((name) => together(write(name))));
  await disk.work();
  await first;
  await disk.work();
  expect((await others).every(({ status }) => status === 'rejected')).toBe(true);
  expect(asked).toBe(2);
  disk.breakFor(() => undefined);
  const after = together(write('e'));
  await disk.work();
  expect(await after).toBe('e');
});
