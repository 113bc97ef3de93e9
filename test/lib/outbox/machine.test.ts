import { describe, expect, test } from 'vitest';
import type { Flow } from '@/lib/domain/flow';
import { Flow as FlowSchema, currentAttempt } from '@/lib/domain/flow';
import { requestSend, rerun } from '@/lib/outbox/actions';
import { begin, settle } from '@/lib/outbox/machine';
import type { Moment } from '@/lib/outbox/retry';
import type { Outcome, Result, Step, StepOf, Verdict } from '@/lib/outbox/steps';
import { discard, RELEASE_AFTER } from '@/lib/outbox/discard';
import { goBy } from '@/lib/outbox/go-by';
import { FENCE_AFTER, nextDueAt, nextSteps } from '@/lib/outbox/steps';
import { buildFlow, createMoments } from '@/test/support/builders';

const stages = { upload: 'SUCCESS', processing: 'SUCCESS', crosscheck: 'COMPLETED', master: 'SUCCESS' };
const busy = { ...stages, processing: 'IN_PROGRESS', master: 'IN_PROGRESS' };

function steps(flow: Flow, moment: Moment, hurry = false): Step[] {
  return nextSteps(flow, { now: moment.now, hurry });
}

function only<N extends Step['do']>(flow: Flow, moment: Moment, name: N): StepOf<N> {
  const found = steps(flow, moment).find((step): step is StepOf<N> => step.do === name);
  if (!found) throw new Error(`no ${name} step`);
  return found;
}

/** Begins and settles in one go. */
function run(flow: Flow, moment: Moment, step: Step, result: () => Result): Flow {
  const begun = begin(flow, step, moment);
  if (!begun) throw new Error('the step does not apply');
  return settle(FlowSchema.parse(begun.flow), begun.booked, result(), moment);
}

const done = <T>(value: T): Outcome<T> => ({ ended: 'done', value });

function storeAll(flow: Flow, moment: Moment): Flow {
  return steps(flow, moment).reduce((next, step) => {
    if (step.do !== 'store') return next;
    return run(next, moment, step, () => ({
      do: 'store',
      step,
      outcome: done(undefined),
    }));
  }, flow);
}

function open(flow: Flow, moment: Moment): Flow {
  const step = only(flow, moment, 'open');
  return run(flow, moment, step, () => ({ do: 'open', step, outcome: done({ flowUuid: 'LOS-1' }) }));
}

/** A flow of two, stored, opened, ready to submit. */
function ready(moment: Moment): Flow {
  return open(storeAll(requestSend(buildFlow(moment), moment), moment), moment);
}

function submit(
  flow: Flow,
  moment: Moment,
  outcome: (ids: readonly string[]) => Extract<Result, { do: 'submit' }>['outcome'],
): Flow {
  const step = only(flow, moment, 'submit');
  return run(flow, moment, step, () => ({ do: 'submit', step, outcome: outcome(step.documentIds) }));
}

const accepted = (ids: readonly string[]) => done(ids.map((documentId) => ({ documentId, fileUuid: 'f' })));
const lost = (): Outcome<never> => ({ ended: 'unclear', failure: { code: 'timeout' } });

function ask(
  flow: Flow,
  moment: Moment,
  verdicts: readonly Verdict[],
  fetched: readonly string[] = [],
  said = stages,
): Flow {
  const step: Step = { do: 'ask' };
  const evidence = fetched.map((documentId) => ({ documentId, fetchedAt: 1 }));
  return run(flow, moment, step, () => ({
    do: 'ask',
    step,
    outcome: done({ stages: said, verdicts, evidence }),
  }));
}

const states = (flow: Flow) => flow.documents.map((document) => currentAttempt(document).state);
const ids = (flow: Flow) => flow.documents.map((document) => currentAttempt(document).documentId);
const read = (documentId: string): Verdict => ({
  documentId,
  documentType: 'PAN',
  errorCode: '',
  hasFields: true,
});

describe('from capture to verdict', () => {
  test('bytes are stored as soon as captured, and submitted only when the agent sends', () => {
    const moment = createMoments().at();
    const flow = buildFlow(moment);
    expect(steps(flow, moment).map((step) => step.do)).toEqual(['store', 'store']);
    const stored = storeAll(flow, moment);
    expect(steps(stored, moment)).toEqual([]);
    expect(nextDueAt(stored, moment.now)).toBeUndefined();
    expect(steps(requestSend(stored, moment), moment)).toEqual([{ do: 'open' }]);
  });

  test('the set goes in one submission, and not before all of it is stored', () => {
    const moment = createMoments().at();
    const flow = requestSend(buildFlow(moment), moment);
    const [first] = steps(flow, moment);
    if (first?.do !== 'store') throw new Error('expected a store step');
    const half = run(flow, moment, first, () => ({
      do: 'store',
      step: first,
      outcome: done(undefined),
    }));
    expect(steps(half, moment).map((step) => step.do)).toEqual(['store']);
    const whole = ready(moment);
    expect(only(whole, moment, 'submit').documentIds).toEqual(ids(whole));
  });

  test('a line that a clock set back has left in the future waits a quarter of an hour at most, and a pause asked for is kept', () => {
    const moment = createMoments().at();
    const flow = buildFlow(moment, ['PAN']);
    const withLine = (line: Partial<Flow['asking']>) => ({
      ...flow,
      documents: flow.documents.map((one) => ({
        ...one,
        attempts: one.attempts.map((attempt) => ({ ...attempt, line: { ...attempt.line, ...line } })),
      })),
    });
    const stepsAt = (line: Partial<Flow['asking']>) =>
      nextSteps(withLine(line), { now: moment.now, hurry: false }).map((step) => step.do);
    const minutes = (count: number) => moment.now + count * 60_000;
    expect(stepsAt({ dueAt: minutes(14) })).toEqual([]);
    expect(stepsAt({ dueAt: minutes(16) })).toEqual(['store']);
    expect(
      stepsAt({ dueAt: minutes(16), failure: { code: 'throttled', retryAfterMs: 20 * 60_000 } }),
    ).toEqual([]);
  });

  test('one good, one refused: each has its own verdict', () => {
    const moments = createMoments();
    const sent = submit(ready(moments.at()), moments.at(), accepted);
    expect(states(sent)).toEqual(['sent', 'sent']);
    moments.pass(20_000);
    const [a = '', b = ''] = ids(sent);
    const bad = { documentId: b, documentType: 'INVOICE', errorCode: 'INVALID_DOC', hasFields: false };
    const judged = ask(sent, moments.at(), [read(a), bad]);
    expect(states(judged)).toEqual(['read', 'refused']);
    expect(steps(judged, moments.at())).toEqual([]);
  });

  test('a terminal status without the document in extracts settles nothing', () => {
    const moments = createMoments();
    const sent = submit(ready(moments.at()), moments.at(), accepted);
    const [a = ''] = ids(sent);
    expect(states(ask(sent, moments.at(), [read(a)]))).toEqual(['read', 'sent']);
  });

  test('an entry without fields is no verdict while Atlas works, and a refusal at its end', () => {
    const moment = createMoments().at();
    const sent = submit(ready(moment), moment, accepted);
    const empty = ids(sent).map((documentId) => ({
      documentId,
      documentType: '',
      errorCode: '',
      hasFields: false,
    }));
    expect(states(ask(sent, moment, empty, [], busy))).toEqual(['sent', 'sent']);
    expect(states(ask(sent, moment, empty))).toEqual(['refused', 'refused']);
  });

  test('bytes are released a day after a good verdict, not before', () => {
    const moments = createMoments();
    const sent = submit(ready(moments.at()), moments.at(), accepted);
    const verified = ask(sent, moments.at(), ids(sent).map(read));
    moments.pass(RELEASE_AFTER - 1);
    expect(steps(verified, moments.at())).toEqual([]);
    moments.pass(2);
    expect(steps(verified, moments.at()).map((step) => step.do)).toEqual(['release', 'release']);
  });

  test('bytes are released when the organisation says', () => {
    const moments = createMoments();
    const sent = submit(ready(moments.at()), moments.at(), accepted);
    const verified = { ...ask(sent, moments.at(), ids(sent).map(read)), graceMs: 3_600_000 };
    moments.pass(3_600_000 - 1);
    expect(steps(verified, moments.at())).toEqual([]);
    moments.pass(2);
    expect(steps(verified, moments.at()).map((step) => step.do)).toEqual(['release', 'release']);
  });
});

describe('three outcomes', () => {
  test('a lost answer is asked about, never sent again', () => {
    const moments = createMoments();
    const unclear = submit(ready(moments.at()), moments.at(), lost);
    expect(states(unclear)).toEqual(['submitted', 'submitted']);
    moments.pass(11_000);
    expect(steps(unclear, moments.at())).toEqual([{ do: 'ask' }]);
  });

  test('a batch answer that names some settles those alone', () => {
    const moment = createMoments().at();
    const partly = submit(ready(moment), moment, (all) => accepted(all.slice(0, 1)));
    expect(states(partly)).toEqual(['sent', 'submitted']);
  });

  test('a worker that dies in the middle of a submission asks at once', () => {
    const moment = createMoments().at();
    const flow = ready(moment);
    const begun = begin(flow, only(flow, moment, 'submit'), moment);
    expect(begun && steps(begun.flow, moment)).toEqual([{ do: 'ask' }]);
  });

  test('a submission that was offered before the loan was turned, or taken back, does not begin', () => {
    const moment = createMoments().at();
    const flow = goBy(storeAll(requestSend(buildFlow(moment), moment), moment), 'bulk');
    const step = only(flow, moment, 'submit');
    expect(begin(flow, step, moment)).toBeDefined();
    expect(begin(goBy(flow, 'flow'), step, moment)).toBeUndefined();
    const [first, ...others] = flow.documents;
    if (!first) throw new Error('two of them');
    const fewer = discard(flow, first.slotId, moment);
    expect(begin(fewer, step, moment)).toBeDefined();
    const none = others.reduce((next, { slotId }) => discard(next, slotId, moment), fewer);
    expect(begin(none, step, moment)).toBeUndefined();
  });

  test('a fetch seen by the broker is evidence', () => {
    const moment = createMoments().at();
    const unclear = submit(ready(moment), moment, lost);
    const [a = ''] = ids(unclear);
    expect(states(ask(unclear, moment, [], [a], busy))).toEqual(['sent', 'submitted']);
  });

  test('a new attempt goes only after fence and one more look, under a new id', () => {
    const moments = createMoments();
    const unclear = ask(submit(ready(moments.at()), moments.at(), lost), moments.at(), [], [], busy);
    moments.pass(FENCE_AFTER + 1);
    const fence = only(unclear, moments.at(), 'fence');
    expect(fence.documentIds).toEqual(ids(unclear));
    const withdrawn = fence.documentIds.map((documentId) => ({ documentId, withdrawnAt: 5 }));
    const fenced = run(unclear, moments.at(), fence, () => ({
      do: 'fence',
      step: fence,
      outcome: done(withdrawn),
    }));
    expect(states(fenced)).toEqual(['fenced', 'fenced']);
    expect(steps(fenced, moments.at())).toEqual([{ do: 'ask' }]);
    const again = ask(fenced, moments.at(), [], [], busy);
    expect(states(again)).toEqual(['captured', 'captured']);
    expect(again.documents.map(({ attempts }) => attempts.map(({ state }) => state))).toEqual([
      ['withdrawn', 'captured'],
      ['withdrawn', 'captured'],
    ]);
    expect(new Set([...ids(unclear), ...ids(again)]).size).toBe(4);
  });

  test('what is told to Atlas six times without a trace is parked, and comes back after an hour', () => {
    const moments = createMoments();
    let flow = ready(moments.at());
    for (let round = 0; round < 6; round += 1) {
      flow = ask(submit(storeAll(flow, moments.at()), moments.at(), lost), moments.at(), [], [], busy);
      moments.pass(FENCE_AFTER + 1);
      const fence = only(flow, moments.at(), 'fence');
      const withdrawn = fence.documentIds.map((documentId) => ({ documentId, withdrawnAt: 5 }));
      flow = run(flow, moments.at(), fence, () => ({ do: 'fence', step: fence, outcome: done(withdrawn) }));
      flow = ask(flow, moments.at(), [], [], busy);
    }
    expect(states(flow)).toEqual(['parked', 'parked']);
    expect(steps(flow, moments.at())).toEqual([]);
    moments.pass(3_600_001);
    expect(steps(flow, moments.at()).map((step) => step.do)).toEqual(['store', 'store']);
  });

  test('a fetch found at the fence keeps the attempt', () => {
    const moments = createMoments();
    const unclear = ask(submit(ready(moments.at()), moments.at(), lost), moments.at(), [], [], busy);
    moments.pass(FENCE_AFTER + 1);
    const fence = only(unclear, moments.at(), 'fence');
    const evidence = fence.documentIds.map((documentId) => ({ documentId, withdrawnAt: 5, fetchedAt: 4 }));
    const settled = run(unclear, moments.at(), fence, () => ({
      do: 'fence',
      step: fence,
      outcome: done(evidence),
    }));
    expect(states(settled)).toEqual(['sent', 'sent']);
  });

  test('a result older than the newest booking changes nothing', () => {
    const moments = createMoments();
    const flow = buildFlow(moments.at(), ['PAN']);
    const step = only(flow, moments.at(), 'store');
    const first = begin(flow, step, moments.at());
    const second = first && begin(first.flow, step, moments.at());
    if (!first || !second) throw new Error('expected two bookings');
    const late: Result = { do: 'store', step, outcome: done(undefined) };
    expect(settle(second.flow, first.booked, late, moments.at())).toEqual(second.flow);
  });
});

describe('failing', () => {
  test('a hold spends no try; a failure waits longer and is parked in the end', () => {
    const moments = createMoments();
    let flow = buildFlow(moments.at(), ['PAN']);
    const fail = (code: 'offline' | 'unavailable') => {
      const step: StepOf<'store'> = {
        do: 'store',
        slotId: flow.documents[0]?.slotId ?? '',
        documentId: ids(flow)[0] ?? '',
      };
      flow = run(flow, moments.at(), step, () => ({
        do: 'store',
        step,
        outcome: { ended: 'failed', failure: { code } },
      }));
    };
    for (let n = 0; n < 50; n += 1) fail('offline');
    expect(states(flow)).toEqual(['captured']);
    for (let n = 0; n < 16; n += 1) fail('unavailable');
    expect(states(flow)).toEqual(['parked']);
  });

  test('what a hold held up is due at once when the cause may have gone', () => {
    const moments = createMoments();
    const flow = buildFlow(moments.at(), ['PAN']);
    const step = only(flow, moments.at(), 'store');
    const held = run(flow, moments.at(), step, () => ({
      do: 'store',
      step,
      outcome: { ended: 'failed', failure: { code: 'offline' } },
    }));
    moments.pass(1);
    expect(steps(held, moments.at())).toEqual([]);
    expect(steps(held, moments.at(), true)).toEqual([step]);
  });

  test('one bad document does not hold up the others: a refused set goes one by one', () => {
    const moments = createMoments();
    const refused: Outcome<never> = { ended: 'failed', failure: { code: 'rejected' } };
    const back = submit(ready(moments.at()), moments.at(), () => refused);
    expect(states(back)).toEqual(['stored', 'stored']);
    moments.pass(10 * 60_000);
    expect(only(back, moments.at(), 'submit').documentIds).toHaveLength(1);
    const parked = submit(back, moments.at(), () => refused);
    expect(states(parked)).toEqual(['parked', 'stored']);
    moments.pass(10 * 60_000);
    expect(states(submit(parked, moments.at(), accepted))).toEqual(['parked', 'sent']);
  });

  test('a re-run is a new attempt under a new id, linked by its slot', () => {
    const moments = createMoments();
    const sent = submit(ready(moments.at()), moments.at(), accepted);
    const [a = '', b = ''] = ids(sent);
    const bad = { documentId: b, documentType: '', errorCode: 'UNRECOGNISED', hasFields: false };
    const judged = ask(sent, moments.at(), [read(a), bad]);
    const again = rerun(judged, [judged.documents[1]?.slotId ?? ''], moments.at());
    expect(states(again)).toEqual(['read', 'captured']);
    expect(ids(again)[1]).not.toBe(b);
    expect(again.documents[1]?.attempts.map(({ state }) => state)).toEqual(['refused', 'captured']);
    expect(() => rerun(again, [again.documents[0]?.slotId ?? ''], moments.at())).toThrow('rejected');
  });
});
