import { describe, expect, test } from 'vitest';
import type { Capture } from '@/lib/domain/capture';
import { Failed } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { currentAttempt, Flow as FlowSchema } from '@/lib/domain/flow';
import { addCapture } from '@/lib/outbox/actions';
import { base, park, withAttempt } from '@/lib/outbox/attempt';
import { ceilingFor, originalOf, reductionOf, takeOriginal } from '@/lib/outbox/smaller';
import { flowView } from '@/lib/outbox/view';
import { buildCapture, buildFlow, createMoments, heldAll, uuidOf } from '@/test/support/builders';

const MB = 1_000_000;
const slotId = uuidOf(5_000);
const tooLarge = { code: 'rejected', reason: 'too-large-for-line' } as const;
const seen = { now: 1, online: true, products: [], customers: {}, previews: new Map(), held: heldAll };

function pictureOf(n: number, size: number, more: Partial<Capture> = {}): Capture {
  const { opened } = buildCapture(n);
  return buildCapture(n, { opened: { ...opened, size }, ...more });
}

/** A flow whose first document is at `capture`, changed by `to`. */
function flowAt(capture: Capture, to: (attempt: Attempt) => Attempt) {
  const moments = createMoments();
  const fresh = buildFlow(moments.at());
  const flow = addCapture(fresh, { slotId, kind: 'AADHAAR', capture }, moments.at());
  return { moments, flow: change(flow, to) };
}

function first(flow: Flow) {
  const [document] = flow.documents;
  if (!document) throw new Error('no document');
  return document;
}
const change = (flow: Flow, to: (attempt: Attempt) => Attempt) =>
  withAttempt(flow, currentAttempt(first(flow)).documentId, to);
const parks = (attempt: Attempt) => park(attempt, tooLarge, 1);
const reasonOf = (act: () => unknown) => {
  try {
    act();
  } catch (thrown) {
    return thrown instanceof Failed ? thrown.reason : 'not ours';
  }
  return undefined;
};

describe('a smaller picture is called for', () => {
  test('when the line let a picture through in no way: at most half of it', () => {
    const { flow } = flowAt(pictureOf(9, 3 * MB), parks);
    expect(reductionOf(flow, slotId)).toEqual({
      ceiling: 1.5 * MB,
      from: { captureId: buildCapture(9).captureId, sha256: buildCapture(9).opened.sha256 },
    });
    expect(flowView(flow, seen).documents[0]?.shrinkTo).toBe(1.5 * MB);
  });

  const pdf = pictureOf(9, 3 * MB);
  const others: ReadonlyArray<readonly [string, Capture, (attempt: Attempt) => Attempt]> = [
    ['not for a PDF', { ...pdf, opened: { ...pdf.opened, contentType: 'application/pdf' } }, parks],
    ['not when no text would be left', pictureOf(9, 100_000), parks],
    ['not for another cause', pdf, (attempt) => park(attempt, { code: 'unavailable' }, 1)],
    ['not while it is tried', pdf, (attempt) => attempt],
  ];
  test.each(others)('%s', (_, capture, to) => {
    const { flow } = flowAt(capture, to);
    expect(ceilingFor(currentAttempt(first(flow)))).toBeUndefined();
    expect(reasonOf(() => reductionOf(flow, slotId))).toBe('in-the-way');
  });

  test('not of a slot, or a loan, that is not there', () => {
    const { flow } = flowAt(pictureOf(9, 3 * MB), parks);
    expect(reasonOf(() => reductionOf(flow, uuidOf(1)))).toBe('in-the-way');
    expect(reasonOf(() => reductionOf(undefined, slotId))).toBe('in-the-way');
  });

  test('not when its bytes are gone: then it is captured anew anyway', () => {
    const { flow } = flowAt(pictureOf(9, 3 * MB), parks);
    const [view] = flowView(flow, { ...seen, held: new Set() }).documents;
    expect(view).toMatchObject({ state: 'parked', failure: { reason: 'gone' } });
    expect(view).not.toHaveProperty('shrinkTo');
  });
});

describe('the first picture', () => {
  const from = (capture: Capture) => ({
    reducedFrom: { captureId: capture.captureId, sha256: capture.opened.sha256 },
  });
  const large = pictureOf(9, 4 * MB);
  const half = pictureOf(10, 2 * MB, from(large));
  const quarter = pictureOf(11, MB, from(half));

  function reduced() {
    const { flow, moments } = flowAt(large, parks);
    const halved = change(addCapture(flow, { slotId, kind: 'AADHAAR', capture: half }, moments.at()), parks);
    return { moments, flow: addCapture(halved, { slotId, kind: 'AADHAAR', capture: quarter }, moments.at()) };
  }

  test('stays in the history of its slot, and may be sent after all under a new id', () => {
    const { flow, moments } = reduced();
    expect(flowView(flow, seen).documents[0]).toMatchObject({ size: MB, original: 4 * MB });
    const back = FlowSchema.parse(takeOriginal(flow, slotId, moments.at()));
    const { attempts } = first(back);
    expect(attempts.map(({ state, capture }) => [state, capture.opened.size]).slice(-4)).toEqual([
      ['parked', 4 * MB],
      ['parked', 2 * MB],
      ['withdrawn', MB],
      ['captured', 4 * MB],
    ]);
    expect(new Set(attempts.map(({ documentId }) => documentId)).size).toBe(attempts.length);
    expect(originalOf(first(back))).toBeUndefined();
  });

  const busy: ReadonlyArray<readonly [string, (attempt: Attempt) => Attempt]> = [
    ['told to Atlas', (a) => ({ ...base(a), state: 'submitted', submittedAt: 1, unclear: true })],
    ['with Atlas', (a) => ({ ...base(a), state: 'sent', sentAt: 1 })],
    ['read', (a) => ({ ...base(a), state: 'read', readAt: 1, documentType: 'PAN', released: false })],
  ];
  test.each(busy)('is not sent once the smaller one is %s', (_, to) => {
    const { flow, moments } = reduced();
    const later = change(flow, to);
    expect(flowView(later, seen).documents[0]).not.toHaveProperty('original');
    expect(reasonOf(() => takeOriginal(later, slotId, moments.at()))).toBe('in-the-way');
  });

  test('is not offered when its bytes are gone', () => {
    const { flow } = reduced();
    const held = new Set([...heldAll].filter((id) => id !== large.captureId));
    expect(flowView(flow, { ...seen, held }).documents[0]).not.toHaveProperty('original');
  });
});
