import { describe, expect, test } from 'vitest';
import type { Attempt, Flow, Stages } from '@/lib/domain/flow';
import { Flow as FlowSchema } from '@/lib/domain/flow';
import { rerun } from '@/lib/outbox/actions';
import { COMPARED_WITHIN, isAsked } from '@/lib/outbox/asking';
import { base } from '@/lib/outbox/attempt';
import { stamped } from '@/lib/outbox/finished';
import { checkNow } from '@/lib/outbox/late';
import { begin, settle } from '@/lib/outbox/machine';
import type { ResultOf, Verdict } from '@/lib/outbox/steps';
import { nextDueAt, nextSteps } from '@/lib/outbox/steps';
import { buildFlow, createMoments } from '@/test/support/builders';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const comparing: Stages = {
  upload: 'SUCCESS',
  processing: 'SUCCESS',
  crosscheck: 'PENDING',
  master: 'IN_PROGRESS',
};
const finished: Stages = { ...comparing, crosscheck: 'COMPLETED', master: 'SUCCESS' };
type Moments = ReturnType<typeof createMoments>;

/** Two documents that Atlas has. */
function sent(): { moments: Moments; flow: Flow } {
  const moments = createMoments();
  const flow = withEach(buildFlow(moments.at()), (attempt) => ({
    ...base(attempt),
    wanted: true,
    state: 'sent',
    sentAt: moments.at().now,
  }));
  return { moments, flow: { ...flow, atlas: { state: 'open', flowUuid: 'LOS-1' } } };
}

function withEach(flow: Flow, change: (attempt: Attempt) => Attempt): Flow {
  const documents = flow.documents.map((document) => ({
    ...document,
    attempts: [...document.attempts.slice(0, -1), ...document.attempts.slice(-1).map(change)],
  }));
  return { ...flow, documents };
}

const verdictsOf = ({ documents }: Flow, errorCode = ''): Verdict[] =>
  documents.flatMap(({ attempts }) =>
    attempts.map(({ documentId }) => ({
      documentId,
      documentType: 'PAN',
      errorCode,
      hasFields: errorCode === '',
    })),
  );

function ask(flow: Flow, { at }: Moments, outcome: ResultOf<'ask'>['outcome']): Flow {
  const step = nextSteps(flow, { now: at().now, hurry: false }).find((one) => one.do === 'ask');
  if (!step) throw new Error('nothing is asked');
  const begun = begin(flow, step, at());
  if (!begun) throw new Error('it does not apply');
  return FlowSchema.parse(settle(begun.flow, begun.booked, { do: 'ask', step, outcome }, at()));
}
const answer = (stages?: Stages, verdicts: readonly Verdict[] = []): ResultOf<'ask'>['outcome'] => ({
  ended: 'done',
  value: { ...(stages && { stages }), verdicts, evidence: [] },
});
const silence = { ended: 'failed', failure: { code: 'timeout' } } as const;
const offline = { ended: 'failed', failure: { code: 'offline' } } as const;

/** Read, and compared by Atlas. */
function read(stages = comparing) {
  const { moments, flow } = sent();
  return { moments, flow: ask(flow, moments, answer(stages, verdictsOf(flow))) };
}
/** Asked for as long as it wants to be, with always the same answer. */
function askOn(start: Flow, moments: Moments, outcome: ResultOf<'ask'>['outcome']) {
  let [flow, asks] = [start, 0];
  const begunAt = moments.at().now;
  for (;;) {
    if (!isAsked(flow) || asks > 2_000) return { flow, asks, lasted: moments.at().now - begunAt };
    moments.pass(Math.max(0, flow.asking.dueAt - moments.at().now));
    flow = ask(flow, moments, outcome);
    asks += 1;
  }
}

describe('when all documents are read and Atlas has not come to its end', () => {
  test('it is asked on, soon at first', () => {
    const { flow, moments } = read();
    expect(flow.comparing).toEqual({ since: moments.at().now });
    const wait = flow.asking.dueAt - moments.at().now;
    expect(wait).toBeGreaterThanOrEqual(5 * SECOND);
    expect(wait).toBeLessThanOrEqual(10 * SECOND);
  });

  test('its end ends it, whichever it is', () => {
    for (const end of [finished, { ...comparing, master: 'FAILED' }]) {
      const { flow, moments } = read();
      moments.pass(MINUTE);
      const ended = ask(flow, moments, answer(end));
      expect(ended).not.toHaveProperty('comparing');
      expect(ended.stages).toEqual(end);
      expect(isAsked(ended)).toBe(false);
    }
  });

  test('a comparison that goes on after the result of all is asked for; one that was never begun is not', () => {
    expect(isAsked(read({ ...comparing, master: 'SUCCESS' }).flow)).toBe(true);
    expect(isAsked(read({ ...comparing, crosscheck: 'NOT_STARTED', master: 'SUCCESS' }).flow)).toBe(false);
  });

  test('a word that nobody knows is no end', () => {
    expect(isAsked(read({ ...comparing, master: 'REVIEWING' }).flow)).toBe(true);
  });

  test('documents that were all refused are waited for like those that were read', () => {
    const { flow, moments } = sent();
    expect(isAsked(ask(flow, moments, answer(comparing, verdictsOf(flow, 'INVALID_DOC'))))).toBe(true);
  });

  test('an API without stages is asked nothing more', () => {
    const { flow, moments } = sent();
    expect(isAsked(ask(flow, moments, answer(undefined, verdictsOf(flow))))).toBe(false);
  });

  test('it keeps the record unfinished until it is over, though the bytes are gone', () => {
    const { flow, moments } = read();
    const released = withEach(flow, (one) => (one.state === 'read' ? { ...one, released: true } : one));
    expect(stamped(released, moments.at().now).finishedAt).toBeUndefined();
    moments.pass(MINUTE);
    const ended = ask(released, moments, answer(finished));
    expect(stamped(ended, moments.at().now)).toMatchObject({ finishedAt: moments.at().now });
  });
});

describe('an end that never comes', () => {
  test('is asked for ever more seldom, and after six hours not at all', () => {
    const { flow, moments } = read();
    const { flow: rested, asks, lasted } = askOn(flow, moments, answer(comparing));
    expect(rested.comparing).toMatchObject({ isRested: true });
    expect(lasted).toBeGreaterThanOrEqual(COMPARED_WITHIN);
    expect(lasted).toBeLessThan(COMPARED_WITHIN + 7 * MINUTE);
    expect(asks).toBeLessThan(170);
    expect(rested.asking.failure).toBeUndefined();
    expect(nextSteps(rested, { now: moments.at().now, hurry: true })).toEqual([]);
    expect(nextDueAt(rested, moments.at().now)).toBeGreaterThan(moments.at().now + 17 * HOUR);
  });

  test('is asked for a day where no answer comes', () => {
    const { flow, moments } = read();
    const { flow: rested, lasted } = askOn(flow, moments, silence);
    expect(rested).toMatchObject({ comparing: { isRested: true } });
    expect(rested.asking).not.toHaveProperty('failure');
    expect(lasted).toBeGreaterThanOrEqual(24 * HOUR);
  });

  test('without a network nothing is given up: the first answer decides', () => {
    const { flow, moments } = read();
    moments.pass(48 * HOUR);
    const waiting = ask(flow, moments, offline);
    expect(waiting.comparing).toEqual(flow.comparing);
    moments.pass(2 * MINUTE);
    expect(ask(waiting, moments, answer(comparing)).comparing).toMatchObject({ isRested: true });
  });

  test('is looked for once more when the agent asks for it', () => {
    const { flow, moments } = read();
    const { flow: rested } = askOn(flow, moments, answer(comparing));
    const again = FlowSchema.parse(checkNow(rested, moments.at()));
    expect(nextSteps(again, { now: moments.at().now, hurry: false })).toEqual([{ do: 'ask' }]);
    expect(ask(again, moments, answer(comparing)).comparing).toMatchObject({ isRested: true });
    expect(ask(again, moments, answer(finished))).not.toHaveProperty('comparing');
  });

  test('is waited for anew when something new was told to Atlas', () => {
    const { flow, moments } = sent();
    const half = ask(flow, moments, answer(comparing, verdictsOf(flow, 'INVALID_DOC')));
    const { flow: rested } = askOn(half, moments, answer(comparing));
    const slotIds = rested.documents.map(({ slotId }) => slotId);
    const again = withEach(rerun(rested, slotIds, moments.at()), (one) => ({
      ...base(one),
      state: 'stored',
    }));
    const [step] = nextSteps(again, { now: moments.at().now, hurry: false });
    const begun = step?.do === 'submit' ? begin(again, step, moments.at()) : undefined;
    if (!begun) throw new Error('nothing is submitted');
    expect(begun.flow).not.toHaveProperty('comparing');
    const answered = ask(begun.flow, moments, answer(comparing, verdictsOf(begun.flow)));
    expect(answered.comparing).toEqual({ since: moments.at().now });
  });

  test('a clock that was set does not make it be asked for longer', () => {
    const { flow, moments } = read();
    moments.pass(-48 * HOUR);
    const late = { ...flow, asking: { ...flow.asking, dueAt: moments.at().now } };
    expect(ask(late, moments, answer(comparing)).comparing).toMatchObject({ isRested: true });
  });
});

test('a record of a time that did not wait for the end is not asked about', () => {
  const { flow, moments } = read();
  const { comparing: _, ...old } = flow;
  expect(nextSteps(old, { now: moments.at().now + 365 * 24 * HOUR, hurry: true })).not.toContainEqual({
    do: 'ask',
  });
});
