import { describe, expect, test } from 'vitest';
import type { Evidence } from '@/lib/contract/broker';
import { Failed } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { currentAttempt, Flow as FlowSchema } from '@/lib/domain/flow';
import { base, withAttempt } from '@/lib/outbox/attempt';
import { LATE_AFTER, rerunLate } from '@/lib/outbox/late';
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
