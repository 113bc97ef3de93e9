import { describe, expect, test } from 'vitest';
import type { Capture } from '@/lib/domain/capture';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { currentAttempt, Flow as FlowSchema } from '@/lib/domain/flow';
import type { Code } from '@/lib/domain/failed';
import { abandoned } from '@/lib/outbox/abandon';
import { addCapture, rerun } from '@/lib/outbox/actions';
import { park, withAttempt } from '@/lib/outbox/attempt';
import { discard } from '@/lib/outbox/discard';
import { laneOf } from '@/lib/outbox/lanes';
import { begin, settle } from '@/lib/outbox/machine';
import type { Outcome, Step, StepOf } from '@/lib/outbox/steps';
import { nextDueAt, nextSteps } from '@/lib/outbox/steps';
import { broker, says } from '@/test/lib/session/office';
import { buildCapture, buildFlow, createMoments, uuidOf } from '@/test/support/builders';
import { createHands } from './hands';

const MIB = 1_024 * 1_024;
const DAY = 86_400_000;
const slotId = uuidOf(5_000);

function captureOf(n: number, size = 20 * MIB): Capture {
  const { sealed } = buildCapture(n);
  return buildCapture(n, { sealed: { ...sealed, size } });
}

function slotOf(flow: Flow) {
  const [document] = flow.documents;
  if (!document) throw new Error('no document');
  return document;
}
const current = (flow: Flow) => currentAttempt(slotOf(flow));
const change = (flow: Flow, to: (attempt: Attempt) => Attempt) =>
  withAttempt(flow, current(flow).documentId, to);
const parks = (attempt: Attempt) => park(attempt, { code: 'rejected', reason: 'too-large-for-line' }, 1);

/** A flow whose first document has a large capture that was tried. */
function tried(capture = captureOf(9)) {
  // Long enough ago that nothing is left of the wait after the first try.
  const moments = createMoments(1);
  const flow = addCapture(buildFlow(moments.at()), { slotId, kind: 'AADHAAR', capture }, moments.at());
  const begun = begin(flow, { do: 'store', slotId, documentId: current(flow).documentId }, moments.at());
  if (!begun) throw new Error('not begun');
  const put = (to: Flow, other: Capture) =>
    addCapture(to, { slotId, kind: 'AADHAAR', capture: other }, moments.at());
  return { moments, untried: flow, flow: begun.flow, put, old: current(flow).documentId };
}

const idsOf = (flow: Flow) => abandoned(flow).map(({ attempt }) => attempt.documentId);

describe('parts are given up', () => {
  test('of a capture that was replaced on its way, and of no other', () => {
    const { flow, put, old } = tried();
    expect(idsOf(flow)).toEqual([]);
    const replaced = put(flow, captureOf(10));
    expect(idsOf(replaced)).toEqual([old]);
    const steps = nextSteps(replaced, { now: 1_000_000, hurry: true });
    expect(steps).toContainEqual({ do: 'abandon', slotId, documentId: old });
    expect(nextDueAt(replaced, 1_000_000)).toBeDefined();
  });

  test('of one that no line let through, once a smaller picture took its place', () => {
    const { flow, put, old } = tried();
    const parked = change(flow, parks);
    expect(idsOf(parked)).toEqual([]);
    expect(idsOf(put(parked, captureOf(10)))).toEqual([old]);
  });

  test('of one that was discarded only when its bytes have gone: until then it can come back', () => {
    const { flow, moments, old } = tried();
    const gone = discard(flow, slotId, moments.at());
    expect(idsOf(gone)).toEqual([]);
    const released = change(gone, (one) => (one.state === 'discarded' ? { ...one, released: true } : one));
    expect(idsOf(released)).toEqual([old]);
    expect(nextDueAt(released, moments.at().now + 2 * DAY)).toBeDefined();
  });

  const others: ReadonlyArray<readonly [string, (at: ReturnType<typeof tried>) => Flow]> = [
    ['not of what was never tried', ({ untried, put }) => put(untried, captureOf(10))],
    ['not of what goes in one', ({ put }) => put(tried(captureOf(9, 5 * MIB)).flow, captureOf(10))],
    [
      'not while another attempt sends the same capture',
      ({ flow, moments }) => rerun(change(flow, parks), [slotId], moments.at()),
    ],
    [
      'not while another attempt takes it up again',
      ({ flow, put }) => put(put(change(flow, parks), captureOf(10)), captureOf(9)),
    ],
  ];
  test.each(others)('%s', (_, make) => {
    expect(idsOf(make(tried()))).toEqual([]);
  });

  test('never while they are on their way: both stand in one lane', () => {
    const { flow, put, old } = tried();
    const replaced = put(flow, captureOf(10));
    const lanes = (step: Step) => laneOf(replaced, step);
    const next = current(replaced).documentId;
    expect(lanes({ do: 'abandon', slotId, documentId: old })).toBe(
      lanes({ do: 'store', slotId, documentId: old }),
    );
    expect(lanes({ do: 'store', slotId, documentId: next })).not.toBe(
      lanes({ do: 'store', slotId, documentId: old }),
    );
  });
});

describe('giving up', () => {
  function ended(outcome: Outcome<undefined>, times = 1) {
    const { flow, put, old, moments } = tried();
    let next = put(flow, captureOf(10));
    const step: StepOf<'abandon'> = { do: 'abandon', slotId, documentId: old };
    for (let n = 0; n < times; n += 1) {
      const begun = begin(next, step, moments.at());
      if (!begun) return { next, tries: n };
      next = FlowSchema.parse(
        settle(begun.flow, begun.booked, { do: 'abandon', step, outcome }, moments.at()),
      );
    }
    return { next, tries: times };
  }
  const failed = (code: Code): Outcome<undefined> => ({ ended: 'failed', failure: { code } });

  test('is done once', () => {
    const { next } = ended({ ended: 'done', value: undefined });
    expect(idsOf(next)).toEqual([]);
  });

  test('is tried again after a failure, later each time, and is not tried for ever', () => {
    const { next } = ended(failed('timeout'));
    expect(idsOf(next)).toHaveLength(1);
    expect(nextSteps(next, { now: 2, hurry: false }).map((step) => step.do)).not.toContain('abandon');
    expect(ended(failed('timeout'), 100).tries).toBe(16);
    expect(ended(failed('rejected'), 100).tries).toBe(1);
    expect(ended(failed('offline'), 40).tries).toBe(40);
  });

  test('is not begun when its capture is needed again', () => {
    const { flow, put, old, moments } = tried();
    const back = put(put(change(flow, parks), captureOf(10)), captureOf(9));
    expect(begin(back, { do: 'abandon', slotId, documentId: old }, moments.at())).toBeUndefined();
  });

  test('withdraws the attempt before its parts go, and says which ones', async () => {
    const hands = await createHands();
    const asked = new Array<string>();
    const note =
      (answer: unknown) =>
      async (request: Request): Promise<Response> => {
        asked.push(`${new URL(request.url).pathname} ${await request.text()}`);
        return Response.json(answer);
      };
    hands.office.route(`${broker}/v1/withdrawals`, note([]));
    hands.office.route(`${broker}/v1/multipart/abort`, note({ parts: [] }));
    const { flow, put, old } = tried();
    const { result, flow: after } = await hands.run(put(flow, captureOf(10)), 'abandon');
    expect(result.outcome).toEqual({ ended: 'done', value: undefined });
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe(`/v1/withdrawals {"documentIds":["${old}"]}`);
    expect(asked[1]).toContain(`"documentId":"${old}"`);
    expect(asked[1]).toContain(captureOf(9).captureId);
    expect(idsOf(after)).toEqual([]);
    hands.office.route(`${broker}/v1/withdrawals`, says(503));
    expect((await hands.run(put(flow, captureOf(10)), 'abandon')).result.outcome).toMatchObject({
      failure: { code: 'unavailable' },
    });
    expect(asked).toHaveLength(2);
  });
});
