import { expect, test, vi } from 'vitest';
import { createWake } from '@/entrypoints/background/wake';

/** A wake that gets as far as arming, and what it did so far. */
function held() {
  const done = new Array<string>();
  let goOn = () => {};
  const wake = createWake({
    arm: () =>
      new Promise<void>((resolve) => {
        done.push('arm');
        goOn = resolve;
      }),
    check: async () => void done.push('check'),
    drain: {
      wake: async (wanting) => void done.push(wanting?.hurry ? 'drain in a hurry' : 'drain'),
    },
  });
  return { wake, done, goOn: () => goOn() };
}

test('what wakes while another wake is on its way goes with it, and in a hurry if either is', async () => {
  const { wake, done, goOn } = held();
  const first = wake({ hurry: false });
  await wake({ hurry: true });
  goOn();
  await first;
  expect(done).toEqual(['arm', 'check', 'drain in a hurry']);
});

test('a wake after that is one of its own', async () => {
  const { wake, done, goOn } = held();
  const first = wake({ hurry: true });
  goOn();
  await first;
  const second = wake({ hurry: false });
  await vi.waitFor(() => expect(done).toHaveLength(4));
  goOn();
  await second;
  expect(done).toEqual(['arm', 'check', 'drain in a hurry', 'arm', 'check', 'drain']);
});

test('a wake that could not be armed is in nobody’s way', async () => {
  const arm = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new Error('no alarms')).mockResolvedValue();
  const drained = vi.fn<() => Promise<void>>(async () => {});
  const wake = createWake({ arm, check: async () => {}, drain: { wake: drained } });
  await expect(wake({ hurry: false })).rejects.toThrow('no alarms');
  await wake({ hurry: false });
  expect(drained).toHaveBeenCalledTimes(1);
});
