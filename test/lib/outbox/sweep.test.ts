import { beforeEach, describe, expect, test } from 'vitest';
import type { Code } from '@/lib/domain/failed';
import { codes } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { park, withAttempt } from '@/lib/outbox/attempt';
import { requestSend } from '@/lib/outbox/actions';
import { begin, settle } from '@/lib/outbox/machine';
import type { Step } from '@/lib/outbox/steps';
import { nextDueAt, nextSteps } from '@/lib/outbox/steps';
import { SWEEP_AFTER } from '@/lib/outbox/sweep';
import { buildFlow, createMoments, owner } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { createDevice } from './device';
import { freshDatabase } from './fresh-database';
import { createOutside } from './outside';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** One document, parked now. */
function parked(code: Code, moments = createMoments()) {
  const moment = moments.at();
  const flow = requestSend(buildFlow(moment, ['PAN']), moment);
  const { documentId } = only(flow);
  return {
    moments,
    documentId,
    flow: withAttempt(flow, documentId, (attempt) => park(attempt, { code }, moment.now)),
  };
}

function only(flow: Flow) {
  const [document] = flow.documents;
  if (!document) throw new RangeError('no document');
  return currentAttempt(document);
}

const steps = (flow: Flow, now: number, hurry = false): Step[] => nextSteps(flow, { now, hurry });

/** Tries to store what is due, and fails. */
function failAgain(flow: Flow, moments: ReturnType<typeof createMoments>, hurry = false): Flow {
  const moment = moments.at();
  const [step] = steps(flow, moment.now, hurry);
  const begun = step && begin(flow, step, moment);
  if (step?.do !== 'store' || !begun) throw new Error('nothing is tried');
  const outcome = { ended: 'failed', failure: { code: 'unavailable' } } as const;
  return settle(begun.flow, begun.booked, { do: 'store', step, outcome }, moment);
}

describe('what comes back', () => {
  const returns = ['offline', 'timeout', 'unavailable', 'throttled', 'unauthorized', 'unreadable', 'full'];
  test.each(codes)('%s', (code) => {
    const { flow, moments } = parked(code);
    expect(steps(flow, moments.at().now)).toEqual([]);
    moments.pass(SWEEP_AFTER);
    const isBack = steps(flow, moments.at().now).length > 0;
    expect(isBack).toBe(returns.includes(code));
    expect(nextDueAt(flow, moments.at().now) !== undefined).toBe(isBack);
  });

  test('the same id is stored again, wanted as it was', () => {
    const { flow, moments, documentId } = parked('unavailable');
    moments.pass(SWEEP_AFTER);
    const moment = moments.at();
    const [step] = steps(flow, moment.now);
    const begun = step && begin(flow, step, moment);
    expect(step).toEqual({ do: 'store', slotId: flow.documents[0]?.slotId, documentId });
    expect(begun && only(begun.flow)).toMatchObject({ state: 'captured', documentId, wanted: true });
  });

  test('a set that is sent meanwhile takes it along', () => {
    const { flow, moments, documentId } = parked('timeout');
    const held = withAttempt(flow, documentId, (attempt) => ({ ...attempt, wanted: false }));
    expect(only(requestSend(held, moments.at())).wanted).toBe(true);
    const refused = parked('rejected');
    const mine = withAttempt(refused.flow, refused.documentId, (attempt) => ({ ...attempt, wanted: false }));
    expect(only(requestSend(mine, moments.at())).wanted).toBe(false);
  });
});

describe('the pace', () => {
  test('one try, then parked for another ten minutes', () => {
    const { flow, moments } = parked('throttled');
    moments.pass(SWEEP_AFTER);
    const again = failAgain(flow, moments);
    expect(only(again).state).toBe('parked');
    moments.pass(SWEEP_AFTER - MINUTE);
    expect(steps(again, moments.at().now)).toEqual([]);
    moments.pass(MINUTE);
    expect(steps(again, moments.at().now)).toHaveLength(1);
  });

  test('a cause that may have gone brings it back at once, and not again within ten minutes', () => {
    const { flow, moments } = parked('timeout');
    moments.pass(MINUTE);
    const again = failAgain(flow, moments, true);
    for (let minute = 1; minute < 10; minute += 1) {
      moments.pass(MINUTE);
      expect(steps(again, moments.at().now, true)).toEqual([]);
    }
    moments.pass(MINUTE);
    expect(steps(again, moments.at().now, true)).toHaveLength(1);
  });

  test('a clock that was set back does not keep it for days', () => {
    const { flow, moments } = parked('timeout');
    moments.pass(-48 * HOUR);
    expect(steps(flow, moments.at().now)).toHaveLength(1);
  });
});

describe('a drain', () => {
  beforeEach(freshDatabase);

  test('a broker that is down for a day is not hammered, and everything is delivered once after it', async () => {
    const world = createFakeWorld();
    const outside = createOutside();
    const device = createDevice({ world, performOf: outside.performOf });
    const worker = device.startWorker();
    const flow = await device.capture(3);
    const ids = flow.documents.map((document) => currentAttempt(document).documentId);
    outside.onStep(() => ({ ended: 'failed', code: 'unavailable' }));
    void worker.wake();
    await world.advance(3 * HOUR);
    const states = async () =>
      (await worker.store.list(owner)).flatMap(({ documents }) =>
        documents.map((document) => currentAttempt(document).state),
      );
    expect(await states()).toEqual(['parked', 'parked', 'parked']);
    const before = outside.log.length;
    await world.advance(21 * HOUR);
    expect(outside.log.length - before).toBeLessThanOrEqual(3 * 6 * 21);
    expect(outside.log.length).toBeGreaterThan(before);
    outside.onStep(() => undefined);
    await world.until(async () => (await states()).every((state) => state === 'read'), 2 * HOUR);
    expect([...outside.taken.keys()].toSorted()).toEqual(ids.toSorted());
    expect([...outside.taken.values()]).toEqual([1, 1, 1]);
  });
});
