import { expect, test } from 'vitest';
import { z } from 'zod';
import { createLogTail } from '@/lib/log-tail';
import type { Area } from '@/lib/session/areas';
import { createVault } from '@/lib/session/vault';
import { createFakeWorld } from '@/test/support/fake-world';

const Kept = z.object({ log: z.array(z.string()) });

/** The session's memory, and all that was ever written to it. */
function memory(fails = false) {
  const kept: string[][] = [];
  const area: Area = {
    get: async () => ({ log: kept.at(-1) }),
    set: async (items) => {
      if (fails) throw new Error('no room');
      kept.push(Kept.parse(structuredClone(items)).log);
    },
    remove: async () => {},
  };
  return { kept, vault: createVault({ session: area, local: area }) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('the next worker goes on where this one ended', async () => {
  const { vault, kept } = memory();
  createLogTail(createFakeWorld(), vault).write('a');
  await settled();
  const next = createLogTail(createFakeWorld(), vault);
  next.write('b');
  await settled();
  expect(await next.lines()).toEqual(['a', 'b']);
  expect(kept.at(-1)).toEqual(['a', 'b']);
});

test('many lines at once are saved in a few writes, and only the last ones stay', async () => {
  const { vault, kept } = memory();
  const tail = createLogTail(createFakeWorld(), vault);
  for (let n = 0; n < 700; n += 1) tail.write(`${n}`);
  await settled();
  expect(kept.length).toBeLessThan(5);
  expect([kept.at(-1)?.length, kept.at(-1)?.[0], kept.at(-1)?.at(-1)]).toEqual([500, '200', '699']);
});

test('a memory that takes nothing costs the lines of the workers before, and nothing else', async () => {
  const tail = createLogTail(createFakeWorld(), memory(true).vault);
  tail.write('a');
  await settled();
  tail.write('b');
  expect(await tail.lines()).toEqual(['a', 'b']);
});

test('a worker that writes all the time saves once a second', async () => {
  const { vault, kept } = memory();
  const world = createFakeWorld();
  const tail = createLogTail(world, vault);
  for (let n = 0; n < 40; n += 1) {
    tail.write(`${n}`);
    await world.advance(100);
  }
  expect(kept.length).toBeLessThanOrEqual(5);
  await world.advance(1_000);
  expect(kept.at(-1)).toHaveLength(40);
});
