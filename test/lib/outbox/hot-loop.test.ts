import { beforeEach, describe, expect, test } from 'vitest';
import { currentAttempt } from '@/lib/domain/flow';
import type { Flow } from '@/lib/domain/flow';
import { owner } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { createDevice } from './device';
import { freshDatabase } from './fresh-database';
import { createOutside } from './outside';

beforeEach(freshDatabase);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function setUp() {
  const world = createFakeWorld();
  const outside = createOutside();
  const device = createDevice({ world, performOf: outside.performOf });
  return { world, outside, device, worker: device.startWorker() };
}

const states = (flows: readonly Flow[]) =>
  flows.flatMap(({ documents }) => documents.map((document) => currentAttempt(document).state));

describe('no hot loop', () => {
  // Found by the simulation: the quick pace counted from the last asking, and a fence is none.
  test('a fence that fails offline while somebody looks', async () => {
    const { world, outside, device, worker } = setUp();
    outside.setLatency(20);
    outside.onStep(({ do: name }) => {
      if (name === 'submit') return { ended: 'unclear', code: 'timeout' };
      return name === 'fence' ? { ended: 'failed', code: 'offline' } : undefined;
    });
    await device.capture(1);
    void worker.wake();
    await world.until(() => outside.steps('fence').length > 0);
    const before = outside.log.length;
    void worker.wake({ hurry: true, watched: true });
    await world.advance(MINUTE);
    expect(outside.log.length - before).toBeGreaterThan(1);
    expect(outside.log.length - before).toBeLessThan(12);
  });

  const everythingFails = [
    // Sixteen tries, then one every ten minutes.
    { code: 'unavailable', ended: 'failed', most: 170 },
    { code: 'timeout', ended: 'failed', most: 170 },
    { code: 'throttled', ended: 'failed', most: 170 },
    { code: 'rejected', ended: 'failed', most: 1 },
    // A hold spends no try: about one a minute for as long as the cause lasts.
    { code: 'offline', ended: 'failed', most: 1_500 },
    { code: 'unauthorized', ended: 'failed', most: 1_500 },
  ] as const;
  test.each(everythingFails)('a capture that cannot be stored: $code', async ({ most, ...bad }) => {
    const { world, outside, device, worker } = setUp();
    outside.onStep(() => bad);
    await device.capture(1);
    void worker.wake();
    await world.advance(DAY);
    expect(outside.log.length).toBeGreaterThan(0);
    expect(outside.log.length).toBeLessThanOrEqual(most);
    const [state] = states(await worker.store.list(owner));
    expect(state).toBe(bad.code === 'offline' || bad.code === 'unauthorized' ? 'captured' : 'parked');
  });

  test.each(['open', 'submit', 'ask', 'fence'] as const)('a day in which every %s fails', async (name) => {
    const { world, outside, device, worker } = setUp();
    const lost = { ended: 'unclear', code: 'timeout' } as const;
    outside.onStep((step) => {
      if (step.do === name) return { ended: 'failed', code: 'unavailable' };
      return name === 'fence' && step.do === 'submit' ? lost : undefined;
    });
    await device.capture(3);
    void worker.wake();
    await world.advance(DAY);
    const tries = outside.steps(name).length;
    expect(tries).toBeGreaterThan(5);
    // Sixteen tries park a document, which then has one try every ten minutes; asking goes on at five minutes.
    expect(tries).toBeLessThan(name === 'ask' || name === 'fence' ? 700 : 180);
    expect(outside.log.length).toBeLessThan(1_500);
  });

  test('hours of lost submissions: asked, fenced, sent anew, each a few times an hour at most', async () => {
    const { world, outside, device, worker } = setUp();
    outside.onStep((step) => (step.do === 'submit' ? { ended: 'unclear', code: 'timeout' } : undefined));
    await device.capture(2);
    void worker.wake();
    await world.advance(4 * HOUR);
    const submits = outside.steps('submit');
    // Six in the first hour or so; then they are parked, and one goes each hour.
    expect(submits.length).toBeGreaterThanOrEqual(7);
    expect(submits.length).toBeLessThanOrEqual(6 + 4);
    const ids = submits.flatMap(({ step }) => (step.do === 'submit' ? step.documentIds : []));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('a fence that says nothing of the attempt is not asked again at once', async () => {
    const { world, outside, device, worker } = setUp();
    outside.onStep((step) => (step.do === 'submit' ? { ended: 'unclear', code: 'timeout' } : undefined));
    outside.withdrawn.add = () => outside.withdrawn;
    await device.capture(1);
    void worker.wake();
    await world.advance(HOUR);
    expect(outside.steps('fence').length).toBeGreaterThan(1);
    expect(outside.steps('fence').length).toBeLessThan(60);
  });
});
