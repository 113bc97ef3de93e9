import { beforeEach, describe, expect, test } from 'vitest';
import { LONGEST_REST } from '@/lib/outbox/silence';
import { createFakeWorld } from '@/test/support/fake-world';
import { createDevice } from './device';
import { freshDatabase } from './fresh-database';
import { createOutside } from './outside';

beforeEach(freshDatabase);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Wakes of a device at its slowest. */
const A_HOUR = HOUR / LONGEST_REST;

/** A device with five captures to store, on which every step ends so. */
async function setUp(code: 'offline' | 'timeout' | 'unavailable', isOnline = code !== 'offline') {
  const world = createFakeWorld();
  const outside = createOutside();
  const device = createDevice({ world, performOf: outside.performOf });
  world.setOnline(isOnline);
  outside.onStep(() => ({ ended: 'failed', code }));
  await device.capture(5);
  const worker = device.startWorker();
  void worker.wake();
  return {
    world,
    device,
    worker,
    recover: () => outside.onStep(() => undefined),
    /** Steps tried, and times the worker was up, from now on for so long. */
    async during(ms: number) {
      const [tries, wakes] = [outside.log.length, device.awake.begun];
      await world.advance(ms);
      return { tries: outside.log.length - tries, wakes: device.awake.begun - wakes };
    },
  };
}

describe('a device that nobody answers', () => {
  test('offline: tried each minute at first, and every twelve after an hour', async () => {
    const { during } = await setUp('offline');
    expect((await during(4 * MINUTE)).wakes).toBeGreaterThanOrEqual(3);
    await during(HOUR);
    const { wakes, tries } = await during(12 * HOUR);
    expect(wakes).toBeLessThanOrEqual(12 * A_HOUR + 1);
    expect(tries).toBeGreaterThanOrEqual(12 * A_HOUR - 1);
  });

  test('online without an answer: as always for an hour, then every twelve minutes', async () => {
    const { during } = await setUp('timeout');
    expect((await during(HOUR)).wakes).toBeGreaterThan(20);
    await during(LONGEST_REST);
    expect((await during(4 * HOUR)).wakes).toBeLessThanOrEqual(4 * A_HOUR + 1);
  });

  test('a refusal is an answer: nothing slows down', async () => {
    const { during } = await setUp('unavailable');
    await during(2 * HOUR);
    expect((await during(4 * HOUR)).wakes).toBeGreaterThan(4 * A_HOUR + 4);
  });

  test.for([
    ['the network, the popup or a sign-in', { hurry: true }],
    ['a capture', {}],
  ] as const)('is tried at once for %s', async ([, wake]) => {
    const { device, worker, during } = await setUp('offline');
    await during(3 * HOUR);
    await device.capture(1, { from: 50, send: false });
    void worker.wake(wake);
    expect((await during(1)).tries).toBeGreaterThan(0);
  });

  test('and from then on each minute again, since a network takes a while to come', async () => {
    const { world, worker, recover, during } = await setUp('offline');
    await during(6 * HOUR);
    world.setOnline(true);
    void worker.wake({ hurry: true });
    await during(1_000);
    recover();
    expect((await during(2 * MINUTE)).tries).toBeGreaterThan(5);
  });

  test('knows it from the worker before: one that died has not forgotten the night', async () => {
    const { device, during } = await setUp('offline');
    await during(2 * HOUR);
    device.whenSleeping(() => device.kill());
    await during(HOUR);
    expect((await during(4 * HOUR)).wakes).toBeLessThanOrEqual(4 * A_HOUR + 1);
  });

  test('a clock set ahead or back makes nobody rest for longer than that', async () => {
    const { world, device, during } = await setUp('offline');
    await during(HOUR);
    world.jump(400 * 24 * HOUR);
    await during(LONGEST_REST + MINUTE);
    expect(Math.max(...device.rests.map((at) => (at ?? 0) - world.now()))).toBeLessThanOrEqual(LONGEST_REST);
    world.jump(-400 * 24 * HOUR);
    await during(LONGEST_REST + MINUTE);
    expect((await during(HOUR)).wakes).toBeGreaterThanOrEqual(A_HOUR);
  });
});
