import { beforeEach, describe, expect, test } from 'vitest';
import { currentAttempt } from '@/lib/domain/flow';
import type { Flow } from '@/lib/domain/flow';
import { owner } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { createDevice } from './device';
import type { DeviceOptions, Worker } from './device';
import { freshDatabase } from './fresh-database';
import { createOutside, mostAtOnce } from './outside';

beforeEach(freshDatabase);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function setUp(options: Pick<DeviceOptions, 'storeOf' | 'tell'> = {}) {
  const world = createFakeWorld();
  const outside = createOutside();
  const device = createDevice({ world, performOf: outside.performOf, ...options });
  const worker = device.startWorker();
  return { world, outside, device, worker };
}

const states = (flows: readonly Flow[]) =>
  flows.flatMap(({ documents }) => documents.map((document) => currentAttempt(document).state));

async function isRead({ store }: Pick<Worker, 'store'>, count: number): Promise<boolean> {
  const now = states(await store.list(owner));
  return now.length === count && now.every((state) => state === 'read');
}

describe('lanes', () => {
  test('ten captures are stored six at a time, and the set is submitted once', async () => {
    const { world, outside, device, worker } = setUp();
    await device.capture(10);
    void worker.wake();
    await world.until(() => isRead(worker, 10));
    expect(mostAtOnce(outside.steps('store'))).toBe(6);
    expect(outside.steps('store')).toHaveLength(10);
    expect(outside.steps('open')).toHaveLength(1);
    expect(outside.steps('submit')).toHaveLength(1);
    expect([...outside.taken.values()]).toEqual(Array.from({ length: 10 }, () => 1));
  });

  test('steps of one flow with Atlas stay in order; two flows do not wait for each other', async () => {
    const { world, outside, device, worker } = setUp();
    await device.capture(2, { loanId: 'CDL-1' });
    await device.capture(2, { loanId: 'CDL-2', from: 10 });
    void worker.wake();
    await world.until(() => isRead(worker, 4));
    const atlas = outside.log.filter(({ step }) => step.do !== 'store');
    const flowIds = new Set(atlas.map(({ flowId }) => flowId));
    for (const flowId of flowIds) {
      const mine = atlas.filter((went) => went.flowId === flowId);
      expect(mostAtOnce(mine)).toBe(1);
      expect(mine.slice(0, 2).map(({ step }) => step.do)).toEqual(['open', 'submit']);
    }
    expect(mostAtOnce(atlas)).toBe(2);
  });

  test('a capture that never ends holds up its own flow at most', async () => {
    const { world, outside, device, worker } = setUp();
    const slow = await device.capture(1, { loanId: 'CDL-1' });
    await device.capture(1, { loanId: 'CDL-2', from: 10 });
    outside.onStep((step) =>
      step.do === 'store' && step.slotId === slow.documents[0]?.slotId
        ? { ended: 'failed', code: 'unavailable' }
        : undefined,
    );
    void worker.wake();
    await world.until(async () => states(await worker.store.list(owner)).includes('read'));
    expect((await worker.store.get(slow.flowId))?.documents.map((one) => currentAttempt(one).state)).toEqual([
      'captured',
    ]);
  });
});

describe('one drain at a time', () => {
  test('two contexts on one disk and one lock do every step once', async () => {
    const { world, outside, device, worker } = setUp();
    const other = device.startWorker();
    await device.capture(8);
    void worker.wake();
    void other.wake();
    await world.until(() => isRead(other, 8));
    expect(outside.steps('store')).toHaveLength(8);
    expect(mostAtOnce(outside.steps('store'))).toBe(6);
    expect(outside.steps('submit')).toHaveLength(1);
  });

  test('a context that finds the lock taken does not spin', async () => {
    const { world, outside, device, worker } = setUp();
    outside.setLatency(10 * MINUTE);
    await device.capture(1);
    void worker.wake();
    await world.until(() => outside.log.length === 1);
    const other = device.startWorker();
    const before = device.awake.begun;
    void other.wake();
    await world.advance(MINUTE);
    expect(device.awake.begun - before).toBeLessThanOrEqual(2);
    expect(outside.log).toHaveLength(1);
  });

  test("what a second context adds and wakes for is done, also at the end of the first one's pass", async () => {
    const { world, outside, device, worker } = setUp();
    const other = device.startWorker();
    await device.capture(1, { loanId: 'CDL-1' });
    void worker.wake();
    await world.until(() => outside.steps('ask').length === 1);
    await device.capture(1, { loanId: 'CDL-2', from: 10 });
    void other.wake();
    await world.until(() => isRead(other, 2), 2 * MINUTE);
    expect(outside.steps('submit')).toHaveLength(2);
  });
});

describe('wakes', () => {
  test('a wake while a pass is ending is not lost', async () => {
    const { world, outside, device, worker } = setUp();
    let late: Promise<unknown> | undefined;
    const rest = device.rests.push.bind(device.rests);
    // The very moment: the pass has decided to rest, and tells the alarm.
    device.rests.push = (...dueAts) => {
      late ??= device.capture(1, { loanId: 'CDL-2', from: 10 }).then(() => worker.wake());
      return rest(...dueAts);
    };
    void worker.wake();
    await world.until(() => isRead(worker, 1), 2 * MINUTE);
    await late;
    expect(outside.steps('submit')).toHaveLength(1);
  });

  test('a wake in the last turn of a drain is not lost', async () => {
    const { world, device, worker } = setUp();
    let isLast = true;
    await device.capture(1, { loanId: 'CDL-2', from: 10 });
    device.signIn(undefined);
    device.whenSleeping(() => {
      if (!isLast) return;
      isLast = false;
      device.signIn(owner);
      void worker.wake();
    });
    void worker.wake();
    await world.until(() => isRead(worker, 1), 2 * MINUTE);
    expect(device.failures).toEqual([]);
  });

  test('a wake in the middle of a wait is answered at once', async () => {
    const { world, outside, device, worker } = setUp();
    outside.setLatency(30 * SECOND);
    await device.capture(1);
    void worker.wake();
    await world.until(() => outside.log.length === 1);
    const at = world.now();
    await device.capture(1, { loanId: 'CDL-2', from: 10 });
    void worker.wake();
    await world.until(() => outside.log.length === 2);
    expect(world.now() - at).toBeLessThan(SECOND);
  });

  test('with nothing to do it rests for good, and lets the worker sleep', async () => {
    const { world, device, worker } = setUp();
    await worker.wake();
    await world.advance(HOUR);
    expect(device.rests).toEqual([undefined]);
    expect(device.awake).toEqual({ now: 0, begun: 1 });
    expect(device.isArmed()).toBe(false);
  });

  test('before each rest the agent is told what needs him, while an alarm stands', async () => {
    const stood = new Array<boolean>();
    const tell = async () => void stood.push(device.isArmed());
    const { world, outside, device, worker } = setUp({ tell });
    outside.onStep((step) => (step.do === 'ask' ? { ended: 'failed', code: 'unavailable' } : undefined));
    await device.capture(1);
    void worker.wake();
    await world.until(() => device.rests.length > 1, HOUR);
    outside.onStep(() => undefined);
    await world.until(() => isRead(worker, 1), HOUR);
    await world.until(() => !device.isArmed(), 2 * DAY);
    expect(stood.length).toBeGreaterThan(2);
    expect(stood).not.toContain(false);
  });

  test('a capture waits for nobody to be told of anything', async () => {
    const telling = Promise.withResolvers<void>();
    const { world, worker } = setUp({ tell: () => new Promise(() => telling.resolve()) });
    void worker.wake();
    await telling.promise;
    const kept = worker.after(async () => 'kept');
    await world.advance(SECOND);
    expect(await kept).toBe('kept');
  });

  test('a hurry tries held lines at once; any other wake keeps to their time', async () => {
    const { world, outside, device, worker } = setUp();
    outside.onStep(() => ({ ended: 'failed', code: 'offline' }));
    await device.capture(1);
    void worker.wake();
    await world.advance(20 * SECOND);
    expect(outside.log).toHaveLength(1);
    void worker.wake();
    await world.advance(5 * SECOND);
    expect(outside.log).toHaveLength(1);
    void worker.wake({ hurry: true });
    await world.advance(0);
    expect(outside.log).toHaveLength(2);
  });

  test('while somebody looks, Atlas is asked every few seconds, for two minutes', async () => {
    const { world, outside, device, worker } = setUp();
    await device.capture(1);
    void worker.wake();
    await world.until(() => outside.steps('submit').length === 1);
    outside.onStep((step) => (step.do === 'ask' ? { ended: 'failed', code: 'throttled' } : undefined));
    await world.advance(30 * MINUTE);
    outside.onStep(() => undefined);
    outside.taken.clear();
    await world.advance(30 * MINUTE);
    const before = outside.steps('ask').length;
    void worker.wake({ watched: true });
    await world.advance(2 * MINUTE);
    const watched = outside.steps('ask').length - before;
    await world.advance(2 * MINUTE);
    const after = outside.steps('ask').length - before - watched;
    expect(watched).toBeGreaterThan(12);
    expect(watched).toBeLessThan(25);
    expect(after).toBeLessThan(6);
  });

  test('of what it was told this moment Atlas is not asked yet, whoever looks', async () => {
    const { world, outside, device, worker } = setUp();
    await device.capture(1);
    void worker.wake({ watched: true });
    await world.until(() => outside.steps('submit')[0]?.to !== undefined);
    await world.advance(4 * SECOND);
    expect(outside.steps('ask')).toHaveLength(0);
    await world.advance(3 * SECOND);
    expect(outside.steps('ask')).toHaveLength(1);
  });

  test.each(['unavailable', 'throttled'] as const)('an asking that fails: %s', async (code) => {
    const { world, outside, device, worker } = setUp();
    await device.capture(1);
    void worker.wake();
    await world.until(() => outside.steps('submit').length === 1);
    outside.onStep((step) => (step.do === 'ask' ? { ended: 'failed', code } : undefined));
    await world.advance(40 * MINUTE);
    const before = outside.steps('ask').length;
    void worker.wake({ watched: true });
    await world.advance(2 * MINUTE);
    // At a moderate pace while somebody looks; but who asks for a pause gets it.
    const [least, most] = code === 'throttled' ? [0, 3] : [7, 11];
    const asked = outside.steps('ask').length - before;
    expect(asked >= least && asked <= most, `asked ${asked} times`).toBe(true);
  });
});

describe('a record that cannot be written', () => {
  test('holds up nobody else, is tried again later, and leaves the alarm set', async () => {
    let isFull = true;
    const { world, outside, device, worker } = setUp({
      storeOf: (store) => ({
        ...store,
        update: (flowId, change, drop) =>
          isFull
            ? Promise.reject(new DOMException('no room', 'QuotaExceededError'))
            : store.update(flowId, change, drop),
      }),
    });
    await device.capture(1, { send: false });
    void worker.wake();
    await world.advance(HOUR);
    expect(outside.log).toHaveLength(0);
    expect(device.failures.every(({ code }) => code === 'full')).toBe(true);
    expect(device.failures.length).toBeGreaterThan(1);
    expect(device.failures.length).toBeLessThan(70);
    expect(device.isArmed()).toBe(true);
    isFull = false;
    await world.until(async () => states(await worker.store.list(owner)).includes('stored'), 5 * MINUTE);
  });

  test('a disk that cannot be read ends the pass and not the worker', async () => {
    let isBroken = true;
    const { world, device, worker } = setUp({
      storeOf: (store) => ({
        ...store,
        list: (of) =>
          isBroken ? Promise.reject(new DOMException('broken', 'UnknownError')) : store.list(of),
      }),
    });
    await device.capture(1);
    await worker.wake();
    isBroken = false;
    await world.until(() => isRead(worker, 1), 5 * MINUTE);
    expect(device.failures).toHaveLength(1);
  });
});

describe('hold', () => {
  test("signed out: nothing is tried, nothing is spent; the same agent's sign-in sends it", async () => {
    const { world, outside, device, worker } = setUp();
    device.signIn(undefined);
    await device.capture(2);
    void worker.wake();
    await world.advance(HOUR);
    expect(outside.log).toHaveLength(0);
    expect(device.failures).toEqual([]);
    expect(device.rests).toEqual([undefined]);
    device.signIn(owner);
    void worker.wake({ hurry: true });
    await world.until(() => isRead(worker, 2));
  });

  test('another agent neither sees nor sends it', async () => {
    const { world, outside, device, worker } = setUp();
    device.signIn({ tenantId: 'tenant-1', agentId: 'agent-2' });
    await device.capture(2);
    void worker.wake();
    await world.advance(HOUR);
    expect(outside.log).toHaveLength(0);
  });

  test('an agent who signs out in the middle: what was begun is recorded, nothing more is begun', async () => {
    const { world, outside, device, worker } = setUp();
    outside.setLatency(20 * SECOND);
    await device.capture(2);
    void worker.wake();
    await world.until(() => outside.log.length === 2);
    device.signIn(undefined);
    await world.advance(HOUR);
    expect(outside.log).toHaveLength(2);
    expect(states(await worker.store.list(owner))).toEqual(['stored', 'stored']);
  });
});

describe('a worker that dies', () => {
  const moments = Array.from({ length: 8 }, (_, n) => n);
  test.each(moments)(
    'in the middle of step %i: the next one ends it, and Atlas takes each document once',
    async (n) => {
      const { world, outside, device, worker } = setUp();
      await device.capture(3);
      void worker.wake();
      await world.until(() => outside.log.length > n).catch(() => undefined);
      device.kill();
      const { store } = device.startWorker();
      await world.advance(3 * MINUTE);
      await world.until(() => isRead({ store }, 3), HOUR);
      expect([...outside.taken.values()]).toEqual([1, 1, 1]);
      expect(outside.steps('submit')).toHaveLength(1);
    },
  );

  test('before the submission got out: fenced, looked for, and only then sent under a new id', async () => {
    const { world, outside, device, worker } = setUp();
    outside.onStep((step) => (step.do === 'submit' ? { ended: 'unclear', code: 'timeout' } : undefined));
    await device.capture(2);
    void worker.wake();
    await world.until(() => outside.steps('submit').length === 1);
    device.kill();
    outside.onStep(() => undefined);
    const { store } = device.startWorker();
    await world.until(() => isRead({ store }, 2));
    expect(outside.log.map(({ step }) => step.do).join(' ')).toMatch(
      /submit (ask )+fence ask store store submit/,
    );
    expect([...outside.taken.values()]).toEqual([1, 1]);
    expect(outside.withdrawn.size).toBe(2);
  });

  test('again and again, at every step: it comes to an end all the same', async () => {
    const { world, outside, device } = setUp();
    await device.capture(3);
    for (let deaths = 0; deaths < 30; deaths += 1) {
      const worker = device.startWorker();
      const before = outside.log.length;
      void worker.wake();
      await world.until(() => outside.log.length > before, 10 * MINUTE).catch(() => undefined);
      worker.kill();
    }
    const last = device.startWorker();
    void last.wake();
    await world.until(() => isRead(last, 3));
    expect(Math.max(...outside.taken.values())).toBe(1);
  });
});

test.each([-5 * HOUR, -30 * MINUTE, 30 * MINUTE, 400 * DAY])(
  'a clock that jumps by %i ms stops nothing',
  async (ms) => {
    const { world, outside, device, worker } = setUp();
    let isDown = true;
    outside.onStep(() => (isDown ? { ended: 'failed', code: 'unavailable' } : undefined));
    await device.capture(2);
    void worker.wake();
    await world.advance(5 * MINUTE);
    world.jump(ms);
    isDown = false;
    void worker.wake({ hurry: true });
    await world.until(() => isRead(worker, 2), 2 * HOUR);
    expect([...outside.taken.values()]).toEqual([1, 1]);
  },
);
