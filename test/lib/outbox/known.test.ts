import { beforeEach, describe, expect, test } from 'vitest';
import { currentAttempt } from '@/lib/domain/flow';
import { discard } from '@/lib/outbox/discard';
import { owner } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import type { Worker } from './device';
import { createDevice } from './device';
import { freshDatabase } from './fresh-database';
import { createOutside } from './outside';

beforeEach(freshDatabase);

const SECOND = 1_000;

function setUp() {
  const world = createFakeWorld();
  const outside = createOutside();
  let lists = 0;
  const counted = (store: Worker['store']): Worker['store'] => ({
    ...store,
    list: (whose) => {
      lists += 1;
      return store.list(whose);
    },
  });
  const device = createDevice({ world, performOf: outside.performOf, storeOf: counted });
  const worker = device.startWorker();
  return { world, outside, device, worker, lists: () => lists };
}

describe('what a pass knows of the outbox', () => {
  test('forty captures are stored with a handful of looks at all of them', async () => {
    const { world, outside, device, worker, lists } = setUp();
    outside.setLatency(SECOND);
    await device.capture(40, { send: false });
    const before = lists();
    void worker.wake();
    await world.until(() => outside.steps('store').length === 40);
    expect(lists() - before).toBeLessThan(8);
  });

  test('what the agent does in the middle of it is seen when he is heard, and what he took back is not sent', async () => {
    const { world, outside, device, worker } = setUp();
    outside.setLatency(SECOND);
    const flow = await device.capture(20, { send: false });
    const last = flow.documents.at(-1)?.slotId ?? '';
    void worker.wake();
    await world.until(() => outside.steps('store').length > 2);
    const moment = { now: world.now(), random: world.random, id: world.id };
    await worker.store.update(flow.flowId, (there) => discard(there, last, moment));
    await device.capture(1, { loanId: 'CDL-2', from: 100, send: false });
    void worker.wake();
    const states = async () => {
      const documents = (await worker.store.list(owner)).flatMap((one) => one.documents);
      return new Map(documents.map((one) => [one.slotId, currentAttempt(one).state]));
    };
    await world.until(async () => [...(await states()).values()].every((state) => state !== 'captured'));
    expect((await states()).get(last)).toBe('discarded');
    expect(outside.steps('store')).toHaveLength(20);
  });

  test('a write that nobody was told of does not make it spin', async () => {
    const { world, outside, device, worker, lists } = setUp();
    outside.setLatency(SECOND);
    const flow = await device.capture(12, { send: false });
    void worker.wake();
    await world.until(() => outside.steps('store').length > 0);
    for (const { slotId } of flow.documents.slice(-4)) {
      const moment = { now: world.now(), random: world.random, id: world.id };
      await worker.store.update(flow.flowId, (there) => discard(there, slotId, moment));
    }
    await world.advance(20 * SECOND);
    expect(outside.steps('store')).toHaveLength(8);
    expect(lists()).toBeLessThan(20);
  });
});

describe('a write that makes work', () => {
  test('has its alarm before it, so that a worker that dies right after it is brought back', async () => {
    const { world, outside, device } = setUp();
    const doomed = device.startWorker();
    await doomed.after(async () => {
      await device.capture(1, { send: false });
      expect(device.isArmed()).toBe(true);
      device.kill();
    });
    await world.until(() => outside.steps('store').length === 1, 5 * 60 * SECOND);
  });

  test('keeps its alarm when a pass with nothing to do ends meanwhile', async () => {
    const { device, worker } = setUp();
    await worker.after(async () => {
      await worker.wake();
      expect(device.isArmed()).toBe(true);
    });
    await worker.wake();
    expect(device.isArmed()).toBe(false);
  });

  test('that fails leaves no alarm behind', async () => {
    const { device, worker } = setUp();
    await expect(worker.after(() => Promise.reject(new RangeError('no')))).rejects.toThrow('no');
    await worker.wake();
    expect(device.isArmed()).toBe(false);
  });
});
