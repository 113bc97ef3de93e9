import type { Evidence } from '@/lib/contract/broker';
import type { Failure } from '@/lib/domain/failed';
import { remedy } from '@/lib/domain/failed';
import type { Attempt, Flow, Line } from '@/lib/domain/flow';
import { currentAttempt, isTerminal } from '@/lib/domain/flow';
import { beginAbandon, settleAbandon } from './abandon';
import { askedSince, isAsked, unanswered, withComparing, withoutComparing } from './asking';
import { accept, base, intend, park, takeBack, unclear, withAttempt } from './attempt';
import { isReleasable } from './discard';
import { judge } from './judge';
import { isLeaving, leave } from './late';
import { withBatches } from './place';
import type { Moment } from './retry';
import { askWait, book, failedLine, freshLine, MAX_TRIES, served } from './retry';
import type { Outcome, Result, ResultOf, Step } from './steps';
import { attemptsIn } from './steps';
import { unpark } from './sweep';

/*
 * An attempt's way. Only states in which nothing is happening: what happens is a lock, which a dead worker
 * lets go. `begin` counts and stores the intent, `settle` records how it ended.
 *
 *                      store                      submit (intent stored first)
 *   captured ──────────────────────> stored ──────────────────────────────> submitted
 *      │  refused for good              │ <──── definite refusal ───────────  │    │
 *      v                                v                                     │    │ named in the answer,
 *   parked  <──── refused for good ─────┘                                     │    │ or seen to be fetched
 *      │                                                      no evidence for │    v
 *      │ re-run, replace:                                      ten minutes:   │   sent
 *      │ a new attempt                                         fence          v    │ named in extracts
 *      v                                                       fenced ──> withdrawn│
 *   (captured)  <───────────── a new attempt, by itself ──────────┘                v
 *      ^                                                                      read │ refused
 *      └───────────────────────────── re-run, replace ──────────────────────────────┘
 *
 * A flow whose documents are all answered for is asked about until Atlas has come to its end (`asking.ts`).
 * What is not sent (captured, stored, parked) may be discarded by the agent, and restored until its bytes go a day
 * later (`discard.ts`).
 * What is sent and late may be re-run by the agent: fenced first; if Atlas had fetched it by then, it stays `sent`
 * beside the new attempt, and both are shown as a possible double (`late.ts`).
 * What was parked for a cause that may pass comes back to `captured` by itself, under the same id (`sweep.ts`).
 */

/**
 * Counts the try, books the next one and stores the intent, all before anything is done.
 * @returns the flow to write, and the number the result must carry; `undefined` when the step no longer applies
 */
export function begin(flow: Flow, step: Step, moment: Moment): { flow: Flow; booked: number } | undefined {
  const count = (line: Line) => book(line, moment);
  switch (step.do) {
    case 'store':
    case 'release': {
      const current = flow.documents.find(({ slotId }) => slotId === step.slotId)?.attempts.at(-1);
      const ready = current && (step.do === 'store' ? unpark(current, moment.now) : current);
      if (!ready || !(step.do === 'store' ? ready.state === 'captured' : isReleasable(ready)))
        return undefined;
      const line = count(ready.line);
      return {
        flow: withAttempt(flow, ready.documentId, () => ({ ...ready, line })),
        booked: line.booked,
      };
    }
    case 'abandon':
      return beginAbandon(flow, step.documentId, moment);
    case 'open': {
      if (flow.atlas.state !== 'none') return undefined;
      const opening = count(flow.opening);
      return { flow: { ...flow, opening }, booked: opening.booked };
    }
    case 'submit': {
      // It was offered from what the pass knew: the agent may have turned the loan to another API since, or taken all of it back.
      const isReady = attemptsIn(flow, 'stored').some(({ documentId }) =>
        step.documentIds.includes(documentId),
      );
      if (flow.atlas.state === 'none' || !isReady) return undefined;
      const submitting = count(flow.submitting);
      const submitted = step.documentIds.reduce(
        (next, id) => withAttempt(next, id, (a) => intend(a, moment.now)),
        withoutComparing(flow),
      );
      // Whoever finds the intent with nobody working on it (the worker died) asks at once.
      const asking = { ...flow.asking, dueAt: moment.now };
      return { flow: { ...submitted, submitting, asking }, booked: submitting.booked };
    }
    case 'ask':
    case 'fence': {
      const asking = count(flow.asking);
      return { flow: { ...flow, asking }, booked: asking.booked };
    }
  }
}

/** Records how a step ended. A result that is older than the newest booking changes nothing. */
export function settle(flow: Flow, booked: number, result: Result, moment: Moment): Flow {
  switch (result.do) {
    case 'store':
      return settleStore(flow, booked, result, moment);
    case 'open':
      return flow.opening.booked === booked ? settleOpen(flow, result.outcome, moment) : flow;
    case 'submit':
      return flow.submitting.booked === booked
        ? settleSubmit(flow, result.step.documentIds, result.outcome, moment)
        : flow;
    case 'ask':
      return flow.asking.booked === booked ? settleAsk(flow, result.outcome, moment) : flow;
    case 'fence':
      return flow.asking.booked === booked
        ? settleFence(flow, result.step.documentIds, result.outcome, moment)
        : flow;
    case 'release':
      return settleRelease(flow, booked, result, moment);
    case 'abandon':
      return settleAbandon(flow, booked, result, moment);
  }
}

function settleStore(flow: Flow, booked: number, { step, outcome }: ResultOf<'store'>, moment: Moment): Flow {
  return withAttempt(flow, step.documentId, (attempt) => {
    if (attempt.state !== 'captured' || attempt.line.booked !== booked) return attempt;
    const line = served(attempt.line, moment.now);
    if (outcome.ended === 'done') return { ...attempt, state: 'stored', line };
    return givesUp(attempt.line, outcome.failure)
      ? park(attempt, outcome.failure, moment.now)
      : { ...attempt, line: failedLine(attempt.line, outcome.failure, moment) };
  });
}

function settleOpen(flow: Flow, outcome: Outcome<{ flowUuid: string }>, moment: Moment): Flow {
  if (outcome.ended === 'done') {
    return {
      ...flow,
      atlas: { state: 'open', flowUuid: outcome.value.flowUuid },
      opening: served(flow.opening, moment.now),
    };
  }
  // Unclear is tried again too: a flow that nobody knows the id of can hold no document.
  const { failure } = outcome;
  if (!givesUp(flow.opening, failure)) return { ...flow, opening: failedLine(flow.opening, failure, moment) };
  const wanted = flow.documents
    .flatMap(({ attempts }) => attempts)
    .filter((a) => a.state === 'stored' && a.wanted);
  const parked = wanted.reduce(
    (next, { documentId }) => withAttempt(next, documentId, (a) => park(a, failure, moment.now)),
    flow,
  );
  // What comes back by itself has one try; who presses Send or Re-run has all of them again.
  const opening = { ...freshFrom(flow.opening, moment.now), tries: MAX_TRIES - 1 };
  return { ...parked, opening };
}

function settleSubmit(
  flow: Flow,
  documentIds: readonly string[],
  outcome: ResultOf<'submit'>['outcome'],
  moment: Moment,
): Flow {
  const each = (next: Flow, change: (attempt: Attempt) => Attempt) =>
    documentIds.reduce((changed, id) => withAttempt(changed, id, change), next);
  const askSoon = { ...flow.asking, dueAt: moment.now + askWait(0, moment.random()) };
  if (outcome.ended === 'done') {
    const accepted = new Map(outcome.value.map((entry) => [entry.documentId, entry]));
    const settled = each(flow, (attempt) => {
      const entry = accepted.get(attempt.documentId);
      // Settled one by one: what the answer does not name is unclear, whatever the others are.
      return entry ? accept(attempt, moment.now, entry) : unclear(attempt);
    });
    const atlas = withBatches(flow.atlas, outcome.value);
    return { ...settled, atlas, submitting: served(flow.submitting, moment.now), asking: askSoon };
  }
  if (outcome.ended === 'unclear') {
    return { ...each(flow, unclear), submitting: served(flow.submitting, moment.now), asking: askSoon };
  }
  const { failure } = outcome;
  const isAlone = documentIds.length === 1;
  // A set refused as a whole says nothing of its documents: from here they go one at a time.
  const parks = isAlone ? givesUp(flow.submitting, failure) : flow.submitting.tries >= MAX_TRIES;
  const back = each(flow, (attempt) => (parks ? park(attempt, failure, moment.now) : takeBack(attempt)));
  return { ...back, submitting: failedLine(flow.submitting, failure, moment) };
}

function settleAsk(flow: Flow, outcome: ResultOf<'ask'>['outcome'], moment: Moment): Flow {
  if (outcome.ended !== 'done') return unanswered(flow, outcome.failure, moment);
  const { stages, verdicts, evidence } = outcome.value;
  const facts = { terminal: isTerminal(stages), verdicts, evidence };
  const documents = flow.documents.map((document) => judge(document, facts, moment));
  const asked = withComparing({ ...flow, ...(stages && { stages }), documents }, moment.now);
  // Either way: sent "in the future" by a clock set back is not sent just now.
  const wait = askWait(Math.abs(moment.now - askedSince(asked)), moment.random());
  const line = served(flow.asking, moment.now);
  return { ...asked, asking: isAsked(asked) ? { ...line, dueAt: moment.now + wait } : line };
}

function settleFence(
  flow: Flow,
  documentIds: readonly string[],
  outcome: Outcome<Evidence>,
  moment: Moment,
): Flow {
  if (outcome.ended !== 'done') return { ...flow, asking: failedLine(flow.asking, outcome.failure, moment) };
  const seen = new Map(outcome.value.map((entry) => [entry.documentId, entry]));
  const fenced = documentIds.reduce(
    (next, id) =>
      withAttempt(next, id, (attempt) => {
        if (attempt.state !== 'submitted') return attempt;
        const entry = seen.get(id);
        if (entry?.fetchedAt !== undefined) return accept(attempt, moment.now, {});
        if (entry?.withdrawnAt === undefined) return attempt;
        return { ...base(attempt), state: 'fenced', fencedAt: moment.now };
      }),
    flow,
  );
  const documents = fenced.documents.map((document) => {
    const { documentId } = currentAttempt(document);
    return documentIds.includes(documentId) ? leave(document, seen.get(documentId), moment) : document;
  });
  // An answer that leaves one of them open is no answer: the fence is put again, but not at once.
  const open = [...attemptsIn(fenced, 'submitted'), ...documents.map(currentAttempt).filter(isLeaving)];
  const isOpen = open.some(({ documentId }) => documentIds.includes(documentId));
  const line = isOpen
    ? failedLine(flow.asking, { code: 'unreadable' }, moment)
    : served(flow.asking, moment.now);
  return { ...fenced, documents, asking: line };
}

function settleRelease(
  flow: Flow,
  booked: number,
  { step, outcome }: ResultOf<'release'>,
  moment: Moment,
): Flow {
  const current = flow.documents.find(({ slotId }) => slotId === step.slotId)?.attempts.at(-1);
  if (!current || !isReleasable(current) || current.line.booked !== booked) return flow;
  return withAttempt(flow, current.documentId, (attempt) => {
    if (!isReleasable(attempt)) return attempt;
    if (outcome.ended === 'done')
      return { ...attempt, released: true, line: served(attempt.line, moment.now) };
    return { ...attempt, line: failedLine(attempt.line, outcome.failure, moment) };
  });
}

/** Out of the line for good reason: what is about the document, or too many tries. */
function givesUp(line: Line, failure: Failure): boolean {
  return remedy[failure.code] === 'stop' || (remedy[failure.code] !== 'hold' && line.tries >= MAX_TRIES);
}

function freshFrom(line: Line, now: number): Line {
  return { ...freshLine(now), booked: line.booked };
}
