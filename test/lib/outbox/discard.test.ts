import { beforeEach, describe, expect, test } from 'vitest';
import { Failed } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { currentAttempt, Flow as FlowSchema } from '@/lib/domain/flow';
import { sameContent } from '@/lib/outbox/actions';
import { base, park, withAttempt } from '@/lib/outbox/attempt';
import { discard, isOver, RELEASE_AFTER, restore } from '@/lib/outbox/discard';
import { nextDueAt, nextSteps } from '@/lib/outbox/steps';
import { waitingCount } from '@/lib/outbox/counts';
import { flowView } from '@/lib/outbox/view';
import { buildCapture, buildFlow, createMoments, owner, heldAll } from '@/test/support/builders';
import { createFakeWorld } from '@/test/support/fake-world';
import { createDevice } from './device';
import { freshDatabase } from './fresh-database';
import { createOutside } from './outside';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const seen = {
  now: 1_000_000,
  online: true,
  products: [],
  customers: {},
  previews: new Map(),
  held: heldAll,
};

function set(change: (attempt: Attempt) => Attempt) {
  const moments = createMoments();
  const fresh = buildFlow(moments.at(), ['PAN', 'INVOICE']);
  const slotId = fresh.documents[0]?.slotId ?? '';
  return { moments, slotId, flow: withAttempt(fresh, first(fresh).documentId, change) };
}

function first(flow: Flow): Attempt {
  const [document] = flow.documents;
  if (!document) throw new RangeError('no document');
  return currentAttempt(document);
}

const stays = (attempt: Attempt) => attempt;
const failure = { code: 'rejected', reason: 'gone' } as const;
const reasonOf = (act: () => unknown) => {
  try {
    act();
  } catch (thrown) {
    return thrown instanceof Failed ? thrown.reason : 'not ours';
  }
  return undefined;
};

describe('a discard', () => {
  const unsent: ReadonlyArray<readonly [string, (attempt: Attempt) => Attempt]> = [
    ['captured', stays],
    ['stored', (attempt) => ({ ...base(attempt), state: 'stored' })],
    ['parked', (attempt) => park(attempt, failure, 1_000_000)],
  ];
  test.each(unsent)('of what is %s can be undone, id and bytes the same', (name, change) => {
    const { flow, moments, slotId } = set(change);
    const gone = FlowSchema.parse(discard(flow, slotId, moments.at()));
    expect(first(gone).state).toBe('discarded');
    moments.pass(HOUR);
    const back = FlowSchema.parse(restore(gone, slotId, moments.at()));
    expect(first(back)).toMatchObject({
      state: name === 'stored' ? 'captured' : name,
      documentId: first(flow).documentId,
      capture: first(flow).capture,
      ...(name === 'parked' && { failure }),
    });
  });

  const atAtlas: ReadonlyArray<readonly [string, (attempt: Attempt) => Attempt]> = [
    ['submitted', (attempt) => ({ ...base(attempt), state: 'submitted', submittedAt: 1, unclear: true })],
    ['fenced', (attempt) => ({ ...base(attempt), state: 'fenced', fencedAt: 1 })],
    ['sent', (attempt) => ({ ...base(attempt), state: 'sent', sentAt: 1 })],
    ['read', (a) => ({ ...base(a), state: 'read', readAt: 1, documentType: 'PAN', released: false })],
  ];
  test.each(atAtlas)('of what is %s is refused', (_, change) => {
    const { flow, moments, slotId } = set(change);
    expect(reasonOf(() => discard(flow, slotId, moments.at()))).toBe('in-the-way');
    const [document] = flow.documents;
    const later = { ...first(buildFlow(createMoments(9).at())), documentId: slotId };
    const after = {
      ...flow,
      documents: document ? [{ ...document, attempts: [...document.attempts, later] }] : [],
    };
    expect(reasonOf(() => discard(after, slotId, moments.at()))).toBe('in-the-way');
  });

  test('is out of the set: not sent, not counted, not in the way of a verdict or of the same file', () => {
    const { flow, moments, slotId } = set(stays);
    const gone = discard(flow, slotId, moments.at());
    expect(nextSteps(gone, { now: moments.at().now, hurry: true }).map((step) => step.do)).toEqual(['store']);
    expect(waitingCount([gone])).toBe(1);
    expect(sameContent(flow, { kind: 'PAN', capture: buildCapture(0) })?.slotId).toBe(slotId);
    expect(sameContent(gone, { kind: 'PAN', capture: buildCapture(0) })).toBeUndefined();
    const second = gone.documents[1];
    const other = second ? currentAttempt(second).documentId : '';
    const read = withAttempt(gone, other, (attempt) => ({
      ...base(attempt),
      state: 'read',
      readAt: 1,
      documentType: 'INVOICE',
      released: false,
    }));
    expect(flowView(read, seen).state).toBe('verified');
    expect(flowView(discard(buildFlow(moments.at(), ['PAN']), slotId, moments.at()), seen).state).toBe(
      'collecting',
    );
  });

  test('can be undone as long as the organisation has its bytes stay', () => {
    const { flow, moments, slotId } = set(stays);
    const gone = discard({ ...flow, graceMs: 3 * RELEASE_AFTER }, slotId, moments.at());
    moments.pass(2 * RELEASE_AFTER);
    expect(reasonOf(() => restore(gone, slotId, moments.at()))).toBeUndefined();
    moments.pass(RELEASE_AFTER);
    expect(reasonOf(() => restore(gone, slotId, moments.at()))).toBe('gone');
  });

  test('cannot be undone once its bytes go', () => {
    const { flow, moments, slotId } = set(stays);
    const gone = discard(flow, slotId, moments.at());
    const view = (now: number) => flowView(gone, { ...seen, now }).documents[0]?.restorableUntil;
    expect(view(moments.at().now)).toBe(moments.at().now + RELEASE_AFTER);
    expect(nextDueAt(gone, moments.at().now)).toBe(moments.at().now);
    moments.pass(RELEASE_AFTER);
    expect(view(moments.at().now)).toBeUndefined();
    expect(reasonOf(() => restore(gone, slotId, moments.at()))).toBe('gone');
    expect(reasonOf(() => restore(flow, slotId, moments.at()))).toBe('gone');
  });
});

describe('a drain', () => {
  beforeEach(freshDatabase);

  test('keeps the bytes for a day, then releases them, and nothing of it is ever submitted', async () => {
    const world = createFakeWorld();
    const outside = createOutside();
    const device = createDevice({ world, performOf: outside.performOf });
    const worker = device.startWorker();
    const captured = await device.capture(1, { send: false });
    const captureId = first(captured).capture.captureId;
    const slotId = captured.documents[0]?.slotId ?? '';
    await worker.store.update(captured.flowId, (flow) => discard(flow, slotId, { now: world.now() }));
    void worker.wake();
    await world.advance(23 * HOUR);
    expect(await worker.store.bytes(captureId)).toBeDefined();
    await world.advance(2 * HOUR);
    expect(await worker.store.bytes(captureId)).toBeUndefined();
    expect(await worker.store.list(owner)).toEqual([]);
    const [flow] = await worker.store.finished(owner, 9);
    expect(flow?.documents.every(isOver)).toBe(true);
    expect(flow && flowView(flow, seen).documents).toEqual([]);
    expect(outside.steps('submit')).toEqual([]);
    expect(outside.steps('release')).toHaveLength(1);
  });

  test('undone in time it is stored and sent once', async () => {
    const world = createFakeWorld();
    const outside = createOutside();
    const device = createDevice({ world, performOf: outside.performOf });
    const worker = device.startWorker();
    const captured = await device.capture(1);
    const slotId = captured.documents[0]?.slotId ?? '';
    const now = () => ({ now: world.now() });
    await worker.store.update(captured.flowId, (flow) => discard(flow, slotId, now()));
    void worker.wake();
    await world.advance(HOUR);
    expect(outside.log).toEqual([]);
    await worker.store.update(captured.flowId, (flow) => restore(flow, slotId, now()));
    void worker.wake();
    const isRead = async () => (await worker.store.list(owner)).every((flow) => first(flow).state === 'read');
    await world.until(isRead, HOUR);
    expect([...outside.taken]).toEqual([[first(captured).documentId, 1]]);
  });
});
