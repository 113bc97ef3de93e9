import { beforeEach, describe, expect, test } from 'vitest';
import type { Breaker } from '@/lib/outbox/breaker';
import { allows, closed, endsOutage, heard, pickProbe, suspected } from '@/lib/outbox/breaker';
import type { Code } from '@/lib/domain/failed';
import { codes } from '@/lib/domain/failed';
import { currentAttempt } from '@/lib/domain/flow';
import { withAttempt } from '@/lib/outbox/attempt';
import { buildFlow, createMoments, owner } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { createDevice } from './device';
import { freshDatabase } from './fresh-database';
import { createOutside } from './outside';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const at = (now: number) => ({ now, random: () => 1 });

/** After these have failed, one after the other. */
function after(whose: readonly string[], code: Code = 'unavailable', retryAfterMs?: number): Breaker {
  return whose.reduce((breaker, who) => heard(breaker, who, { code, retryAfterMs }, at(0)), closed);
}
const calm = (now: number) => ({ now, hurry: false, busy: false });

describe('the breaker', () => {
  test('opens when three different ones fail in a row, not when one fails for ever', () => {
    expect(allows(after(Array.from({ length: 50 }, () => 'a')), calm(0))).toBe('all');
    expect(allows(after(['a', 'b', 'a', 'b']), calm(0))).toBe('all');
    expect(allows(after(['a', 'b', 'c']), calm(0))).toBe('none');
  });

  test('a success, or a refusal of the document itself, shows that the other side is there', () => {
    expect(heard(after(['a', 'b', 'c']), 'd', undefined, at(9_000))).toEqual(closed);
    expect(heard(after(['a', 'b']), 'c', { code: 'rejected' }, at(0))).toEqual(closed);
  });

  test.each(codes)('%s opens it only when it is not about the document', (code) => {
    const own = new Set<Code>(['forbidden', 'rejected', 'bug']);
    expect(allows(after(['a', 'b', 'c'], code), calm(0))).toBe(own.has(code) ? 'all' : 'none');
  });

  test('lets one probe at a time, later each time, at least once a minute', () => {
    let breaker = after(['a', 'b', 'c']);
    const waits = [5, 10, 20, 40, 60, 60].map((seconds) => seconds * SECOND);
    let now = 0;
    for (const wait of waits) {
      expect(allows(breaker, calm(now + wait - 1))).toBe('none');
      now += wait;
      expect(allows(breaker, calm(now))).toBe('one');
      expect(allows(breaker, { ...calm(now), busy: true })).toBe('none');
      breaker = heard(breaker, 'a', { code: 'timeout' }, at(now));
    }
  });

  test('what was under way when it opened is no probe', () => {
    const open = after(['a', 'b', 'c']);
    expect(heard(open, 'd', { code: 'timeout' }, at(100))).toEqual({
      ...open,
      failing: ['a', 'b', 'c', 'd'],
    });
  });

  test('an agent who looks brings the probe forward, but not into a pause that was asked for', () => {
    const look = { now: 1, hurry: true, busy: false };
    expect(allows(after(['a', 'b', 'c']), look)).toBe('one');
    const paused = after(['a', 'b', 'c'], 'throttled', 10 * MINUTE);
    expect(allows(paused, look)).toBe('none');
    expect(allows(paused, { ...look, now: 10 * MINUTE })).toBe('one');
  });

  test('only the end of an outage brings forward what was held up, not that of a short trouble', () => {
    const open = after(['a', 'b', 'c']);
    expect(endsOutage(open, closed, 5 * SECOND)).toBe(false);
    expect(endsOutage(open, closed, 2 * MINUTE)).toBe(true);
    const longer = heard(open, 'a', { code: 'timeout' }, at(90 * SECOND));
    expect(endsOutage(longer, closed, 2 * MINUTE)).toBe(true);
    expect(endsOutage(open, longer, 2 * MINUTE)).toBe(false);
    expect(endsOutage(closed, closed, 2 * MINUTE)).toBe(false);
  });

  test('a clock that was set back does not keep it open', () => {
    const open = heard(after(['a', 'b']), 'c', { code: 'timeout' }, at(48 * HOUR));
    expect(allows(open, calm(0))).toBe('one');
  });

  test('the probe goes round: who has not failed first, then who failed the longest ago', () => {
    const open = after(['a', 'b', 'c', 'a']);
    const pick = (...whose: string[]) =>
      pickProbe(
        open,
        whose.map((who) => ({ who })),
      )[0]?.who;
    expect(pick('a', 'b', 'c', 'new')).toBe('new');
    expect(pick('a', 'b', 'c')).toBe('b');
    expect(pick('c', 'a')).toBe('c');
    expect(pick()).toBeUndefined();
  });

  test('a new worker that finds many held up lets one try first', () => {
    const flow = buildFlow(createMoments().at(), ['AADHAAR', 'PAN', 'INVOICE']);
    const held = flow.documents.reduce(
      (next, document) =>
        withAttempt(next, currentAttempt(document).documentId, (attempt) => ({
          ...attempt,
          line: { ...attempt.line, failure: { code: 'unavailable' } },
        })),
      flow,
    );
    expect(allows(suspected([flow], 'storage', 5), calm(5))).toBe('all');
    expect(allows(suspected([held], 'storage', 5), calm(5))).toBe('one');
    expect(allows(suspected([held], 'atlas', 5), calm(5))).toBe('all');
  });
});

describe('two hundred documents in twenty loans', () => {
  beforeEach(freshDatabase);

  async function setUp() {
    const world = createFakeWorld();
    const outside = createOutside();
    const device = createDevice({ world, performOf: outside.performOf });
    const worker = device.startWorker();
    for (let n = 0; n < 20; n += 1) await device.capture(10, { loanId: `CDL-${n}`, from: n * 10 });
    const states = async () =>
      (await worker.store.list(owner)).flatMap(({ documents }) =>
        documents.map((document) => currentAttempt(document).state),
      );
    return { world, outside, device, worker, states };
  }

  test('a broker that is down for an hour hears of one a minute, and then gets everything once', async () => {
    const { world, outside, worker, states } = await setUp();
    outside.onStep(() => ({ ended: 'failed', code: 'unavailable' }));
    void worker.wake();
    await world.advance(HOUR);
    // Six lanes at the start, a handful while it backs off, then about one a minute; not 200 documents' tries.
    expect(outside.log.length).toBeGreaterThan(55);
    expect(outside.log.length).toBeLessThan(110);
    expect(new Set(await states())).toEqual(new Set(['captured']));
    outside.onStep(() => undefined);
    await world.until(async () => (await states()).every((state) => state === 'read'), HOUR);
    expect(outside.taken.size).toBe(200);
    expect(new Set(outside.taken.values())).toEqual(new Set([1]));
  });

  test('an Atlas that gives no grant hears of one a minute, while documents go on being stored', async () => {
    const { world, outside, worker } = await setUp();
    const grants = new Set(['open', 'submit', 'ask']);
    outside.onStep((step) => (grants.has(step.do) ? { ended: 'failed', code: 'throttled' } : undefined));
    void worker.wake();
    await world.advance(HOUR);
    expect(outside.stored.size).toBe(200);
    expect(outside.steps('open').length).toBeLessThan(110);
  });

  test('an Atlas that answers every other time parks nobody and is not hammered', async () => {
    const { world, outside, worker, states } = await setUp();
    let asked = 0;
    outside.onStep((step) => {
      if (step.do !== 'open' && step.do !== 'submit') return undefined;
      asked += 1;
      return asked % 4 === 0 ? undefined : { ended: 'failed', code: 'throttled' };
    });
    void worker.wake();
    await world.until(async () => (await states()).every((state) => state === 'read'), 3 * HOUR);
    expect(asked).toBeLessThan(600);
  });

  test('one loan that always fails holds up none of the others', async () => {
    const { world, outside, worker, states } = await setUp();
    const [bad] = await worker.store.list(owner);
    const ids = new Set(bad?.documents.map((document) => currentAttempt(document).documentId));
    outside.onStep((step) =>
      step.do === 'submit' && step.documentIds.some((id) => ids.has(id))
        ? { ended: 'failed', code: 'throttled' }
        : undefined,
    );
    void worker.wake();
    await world.until(
      async () => (await states()).filter((state) => state === 'read').length === 190,
      10 * MINUTE,
    );
    expect(outside.taken.size).toBe(190);
  });
});
