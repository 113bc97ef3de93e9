import { describe, expect, test } from 'vitest';
import type { Evidence } from '@/lib/contract/broker';
import { Failed } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { currentAttempt, Flow as FlowSchema } from '@/lib/domain/flow';
import { base, withAttempt } from '@/lib/outbox/attempt';
import { canResend, CHECKED_WITHIN, checkNow, isSlow, LATE_AFTER, rerunLate } from '@/lib/outbox/late';
import { begin, settle } from '@/lib/outbox/machine';
import type { Outcome, ResultOf, Verdict } from '@/lib/outbox/steps';
import { nextSteps } from '@/lib/outbox/steps';
import { flowView } from '@/lib/outbox/view';
import { buildFlow, createMoments, heldAll } from '@/test/support/builders';

const MINUTE = 60_000;
const stages = { upload: 'SUCCESS', processing: 'SUCCESS', crosscheck: 'COMPLETED', master: 'IN_PROGRESS' };

function sent() {
  const moments = createMoments();
  const fresh = buildFlow(moments.at(), ['PAN']);
  const { documentId } = current(fresh);
  const flow = withAttempt(
    { ...fresh, atlas: { state: 'open', flowUuid: 'LOS-1' } },
    documentId,
    (attempt) => ({ ...base(attempt), state: 'sent', sentAt: moments.at().now, fileUuid: 'f' }),
  );
  const slotId = flow.documents[0]?.slotId ?? '';
  return { moments, flow, documentId, slotId };
}
type Sent = ReturnType<typeof sent>;

function current(flow: Flow): Attempt {
  const [document] = flow.documents;
  if (!document) throw new RangeError('no document');
  return currentAttempt(document);
}
const states = (flow: Flow) => flow.documents[0]?.attempts.map(({ state }) => state);

function viewed(flow: Flow, now: number) {
  const seen = { now, online: true, products: [], customers: {}, previews: new Map(), held: heldAll };
  const [document] = flowView(flow, seen).documents;
  if (!document) throw new RangeError('no document');
  return document;
}

/** Given up by the agent once it is late. */
function givenUp(given: Sent): Flow {
  given.moments.pass(LATE_AFTER + 1);
  return FlowSchema.parse(rerunLate(given.flow, given.slotId, given.moments.at()));
}

function fence(flow: Flow, { moments }: Sent, outcome: Outcome<Evidence>): Flow {
  const [step] = nextSteps(flow, { now: moments.at().now, hurry: false });
  const begun = step && begin(flow, step, moments.at());
  if (step?.do !== 'fence' || !begun) throw new Error('nothing is fenced');
  return FlowSchema.parse(settle(begun.flow, begun.booked, { do: 'fence', step, outcome }, moments.at()));
}

function ask(flow: Flow, { moments }: Sent, verdicts: readonly Verdict[]): Flow {
  const step = { do: 'ask' } as const;
  const begun = begin(flow, step, moments.at());
  if (!begun) throw new Error('nothing is asked');
  const outcome: ResultOf<'ask'>['outcome'] = { ended: 'done', value: { stages, verdicts, evidence: [] } };
  return FlowSchema.parse(settle(begun.flow, begun.booked, { do: 'ask', step, outcome }, moments.at()));
}

const answer = (documentId: string, fetched: boolean): Outcome<Evidence> => ({
  ended: 'done',
  value: [{ documentId, withdrawnAt: 2, ...(fetched && { fetchedAt: 1 }) }],
});

const readOf = ({ documentId }: Sent): Verdict => ({
  documentId,
  documentType: 'PAN',
  errorCode: '',
  hasFields: true,
});

describe('the deadline', () => {
  test('ten minutes after it was sent, and not before', () => {
    const given = sent();
    const now = given.moments.at().now;
    expect(viewed(given.flow, now + LATE_AFTER).isLate).toBe(false);
    expect(viewed(given.flow, now + LATE_AFTER + 1).isLate).toBe(true);
    expect(() => rerunLate(given.flow, given.slotId, given.moments.at())).toThrow(Failed);
  });

  test('what is not sent is not re-run this way', () => {
    const moment = createMoments().at();
    const flow = buildFlow(moment, ['PAN']);
    const later = { now: moment.now + 60 * MINUTE };
    expect(() => rerunLate(flow, flow.documents[0]?.slotId ?? '', later)).toThrow(Failed);
  });

  test('terminal without the document in the answer is shown as that, and settles nothing', () => {
    const given = sent();
    const flow = { ...given.flow, stages: { ...stages, master: 'SUCCESS' } };
    expect(viewed(flow, given.moments.at().now)).toMatchObject({ isUnnamed: true, state: 'sent' });
    expect(viewed({ ...flow, stages }, given.moments.at().now).isUnnamed).toBe(false);
  });
});

/** Told to Atlas just now; what became of it is not known. */
function told() {
  const given = sent();
  const flow = withAttempt(given.flow, given.documentId, (attempt) => ({
    ...base(attempt),
    wanted: true,
    wantedAt: given.moments.at().now,
    state: 'submitted',
    submittedAt: given.moments.at().now,
    unclear: true,
  }));
  return { ...given, flow };
}

describe('each stage has a deadline of its own', () => {
  const at = { wanted: true, wantedAt: 0 };
  test.for([
    ['captured', { ...at, state: 'captured' }, LATE_AFTER],
    ['stored', { ...at, state: 'stored' }, LATE_AFTER],
    // Told long after Send: asked about for a minute is not slow.
    ['submitted', { ...at, state: 'submitted', submittedAt: MINUTE, unclear: true }, 4 * MINUTE],
    ['fenced', { ...at, state: 'fenced', fencedAt: MINUTE }, 4 * MINUTE],
  ] as const)('%s', ([, stage, until]) => {
    const attempt: Attempt = { ...base(current(sent().flow)), ...stage };
    expect([isSlow(attempt, until), isSlow(attempt, until + 1)]).toEqual([false, true]);
    // Nobody pressed Send for it: nobody waits.
    expect(isSlow({ ...attempt, wanted: false }, until + 1)).toBe(false);
    expect(canResend(attempt, until + 1)).toBe(stage.state === 'submitted');
  });

  test('what is out of the line has none', () => {
    const out = { wanted: true, state: 'parked', parkedAt: 0, failure: { code: 'rejected' } } as const;
    expect(isSlow({ ...base(current(told().flow)), ...out }, Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});

describe('check now', () => {
  test('asks at once, unless the other side asked for a pause', () => {
    const { flow, moments } = told();
    const { now } = moments.at();
    const resting = { ...flow, asking: { ...flow.asking, dueAt: now + MINUTE } };
    expect(nextSteps(resting, { now, hurry: false })).toEqual([]);
    expect(nextSteps(checkNow(resting, { now }), { now, hurry: false })).toEqual([{ do: 'ask' }]);
    const failure = { code: 'throttled', retryAfterMs: MINUTE } as const;
    const paused = { ...resting, asking: { ...resting.asking, failure } };
    expect(checkNow(paused, { now })).toEqual(paused);
  });
});

describe('sent again while it is not known whether Atlas was told', () => {
  const again = (given: Sent) => {
    given.moments.pass(CHECKED_WITHIN + 1);
    return FlowSchema.parse(rerunLate(given.flow, given.slotId, given.moments.at()));
  };

  test('not before it is slow, and not twice', () => {
    const given = told();
    expect(() => rerunLate(given.flow, given.slotId, given.moments.at())).toThrow(Failed);
    const flow = again(given);
    expect(viewed(flow, given.moments.at().now)).toMatchObject({ isLeaving: true, canResend: false });
    expect(() => rerunLate(flow, given.slotId, given.moments.at())).toThrow(Failed);
  });

  test('never fetched: fenced, shown absent once more, and only then a new attempt', () => {
    const given = told();
    const fenced = fence(again(given), given, answer(given.documentId, false));
    expect(states(fenced)).toEqual(['fenced']);
    expect(states(ask(fenced, given, []))).toEqual(['withdrawn', 'captured']);
  });

  test('fetched by then: it is with Atlas, and nothing new goes', () => {
    const given = told();
    const fenced = fence(again(given), given, answer(given.documentId, true));
    expect(states(fenced)).toEqual(['sent']);
    expect(viewed(fenced, given.moments.at().now)).toMatchObject({ isLeaving: false, possibleDouble: false });
  });

  test('no fence before Atlas was asked once: a worker may have died before it told', () => {
    const given = told();
    const flow = withAttempt(again(given), given.documentId, (attempt) =>
      attempt.state === 'submitted' ? { ...attempt, unclear: false } : attempt,
    );
    expect(nextSteps(flow, { now: given.moments.at().now, hurry: false })).toEqual([{ do: 'ask' }]);
  });
});

describe('a re-run of what is sent', () => {
  test('fences first: no new attempt until the broker says it is withdrawn', () => {
    const given = sent();
    const flow = givenUp(given);
    expect(states(flow)).toEqual(['sent']);
    expect(viewed(flow, given.moments.at().now).isLeaving).toBe(true);
    const failed = fence(flow, given, { ended: 'failed', failure: { code: 'unavailable' } });
    expect(states(failed)).toEqual(['sent']);
    expect(nextSteps(failed, { now: given.moments.at().now, hurry: false })).toEqual([]);
    const silent = fence(flow, given, { ended: 'done', value: [] });
    expect(states(silent)).toEqual(['sent']);
    expect(nextSteps(silent, { now: given.moments.at().now, hurry: false })).toEqual([]);
    given.moments.pass(10 * MINUTE);
    expect(nextSteps(silent, { now: given.moments.at().now, hurry: false })).toEqual([
      { do: 'fence', documentIds: [given.documentId] },
    ]);
  });

  test('fetched by then: both stay, marked as a possible double for good', () => {
    const given = sent();
    const both = fence(givenUp(given), given, answer(given.documentId, true));
    expect(states(both)).toEqual(['sent', 'captured']);
    expect(current(both).documentId).not.toBe(given.documentId);
    expect(current(both).wanted).toBe(true);
    const double = { possibleDouble: true, earlier: [{ number: 1, state: 'sent' }], isLeaving: false };
    expect(viewed(both, given.moments.at().now)).toMatchObject(double);
    expect(viewed(both, given.moments.at().now).canDiscard).toBe(false);
    // The old one is still asked for, and its verdict is its own.
    const told = withAttempt(both, current(both).documentId, (attempt) => ({
      ...base(attempt),
      state: 'sent',
      sentAt: 1,
    }));
    const late = ask(told, given, [readOf(given)]);
    expect(states(late)).toEqual(['read', 'sent']);
    const still = { possibleDouble: true, earlier: [{ number: 1, state: 'read' }] };
    expect(viewed(late, given.moments.at().now)).toMatchObject(still);
  });

  test('read before the new attempt was told to Atlas: that one is not needed, and nothing is double', () => {
    const given = sent();
    const both = fence(givenUp(given), given, answer(given.documentId, true));
    const done = ask(both, given, [readOf(given)]);
    expect(states(done)).toEqual(['read']);
    expect(viewed(done, given.moments.at().now)).toMatchObject({ state: 'read', possibleDouble: false });
    expect(nextSteps(done, { now: given.moments.at().now, hurry: true })).toEqual([]);
  });

  test('refused by Atlas after all, the old one is no double any more', () => {
    const given = sent();
    const both = fence(givenUp(given), given, answer(given.documentId, true));
    const bad = {
      documentId: given.documentId,
      documentType: 'PAN',
      errorCode: 'INVALID_DOC',
      hasFields: false,
    };
    expect(viewed(ask(both, given, [bad]), given.moments.at().now).possibleDouble).toBe(false);
  });

  test('never fetched: shown absent, then replaced, and nothing can be double', () => {
    const given = sent();
    const fenced = fence(givenUp(given), given, answer(given.documentId, false));
    expect(states(fenced)).toEqual(['fenced']);
    const again = ask(fenced, given, []);
    expect(states(again)).toEqual(['withdrawn', 'captured']);
    expect(viewed(again, given.moments.at().now).possibleDouble).toBe(false);
  });

  test('a verdict that comes before the fence wins', () => {
    const given = sent();
    const done = ask(givenUp(given), given, [readOf(given)]);
    expect(states(done)).toEqual(['read']);
    expect(nextSteps(done, { now: given.moments.at().now, hurry: true })).toEqual([]);
  });
});
