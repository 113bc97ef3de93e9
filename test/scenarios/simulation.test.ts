import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tellMachineStory } from '@/test/faults/machine-story';
import { installCrypto } from '@/test/faults/sim-crypto';
import { tellStory } from '@/test/faults/tell-story';

const SECOND = 1_000;
/** As many stories as fit. */
const LASTS = 60 * SECOND;
const LIMIT = 3 * LASTS;
/** One in so many has a seed that no run has had. */
const FRESH = 10;
const MACHINE_STORIES = 2_000;

let restore = () => {};
beforeAll(() => {
  restore = installCrypto();
});
afterAll(() => restore());

/** Seeds 1, 2, 3, … in every run, and a fresh one after each nine. */
function* seeds(): Generator<number> {
  for (let known = 1; ; known += 1) {
    yield known;
    if (known % (FRESH - 1) === 0) yield randomInt(1_000_000, 2 ** 31);
  }
}

describe('stories of bad days', () => {
  test('told twice, a story is the same to the last line', { timeout: LIMIT }, async () => {
    const [one, two] = [await tellStory(151), await tellStory(151)];
    expect(two.print).toBe(one.print);
    expect(two.trace).toEqual(one.trace);
  });

  test(
    'a minute of stories breaks no invariant; npm run simulate -- --seed N tells one again',
    {
      timeout: LIMIT,
    },
    async () => {
      const found: string[] = [];
      const endsAt = performance.now() + LASTS;
      for (const seed of seeds()) {
        if (performance.now() > endsAt) break;
        const { findings } = await tellStory(seed);
        found.push(...findings.map((finding) => `seed ${seed}: ${finding}`));
      }
      expect(found).toEqual([]);
    },
  );

  test('nor do stories of the machine and its store alone', { timeout: LIMIT }, () => {
    const found = Array.from({ length: MACHINE_STORIES }, (_, index) => tellMachineStory(index + 1).findings);
    expect(found.flat()).toEqual([]);
  });
});
