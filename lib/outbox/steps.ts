import type { Accepted } from '@/lib/atlas/api';
import type { Evidence } from '@/lib/contract/broker';
import type { Failure } from '@/lib/domain/failed';
import type { Attempt, AttemptIn, Flow, FlowDocument, Line, Stages } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { abandoned } from './abandon';
import { isAsked } from './asking';
import { isIn } from './attempt';
import { isReleasable, releaseAt } from './discard';
import { isLeaving } from './late';
import { isHeldByCause, MAX_TRIES } from './retry';
import { isSweepDue, sweepAt } from './sweep';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The longest Atlas may need to fetch a document it was told of; after it the attempt is fenced. */
export const FENCE_AFTER = 10 * MINUTE;
/** A due time further off than this, and than what the other side asked for, is the work of a clock that was set. */
const FARTHEST_DUE = 15 * MINUTE;
/** A document that has failed to be stored this often no longer keeps its set waiting. */
const PATIENCE_OF_A_SET = 4;

/** What a flow needs next. `booked` is filled in by `begin` and must be answered with. */
export type Step =
  | { readonly do: 'store'; readonly slotId: string; readonly documentId: string }
  | { readonly do: 'open' }
  | { readonly do: 'submit'; readonly documentIds: readonly string[] }
  | { readonly do: 'ask' }
  | { readonly do: 'fence'; readonly documentIds: readonly string[] }
  | { readonly do: 'release'; readonly slotId: string }
  | { readonly do: 'abandon'; readonly slotId: string; readonly documentId: string };

/** How a step ended. Three ways, not two: `unclear` may have acted. */
export type Outcome<T> =
  | { readonly ended: 'done'; readonly value: T }
  | { readonly ended: 'failed'; readonly failure: Failure }
  | { readonly ended: 'unclear'; readonly failure: Failure };

/** What Atlas said of one document, as far as the record is concerned. */
export interface Verdict {
  readonly documentId: string;
  readonly documentType: string;
  readonly errorCode: string;
  /** Something was read from it. */
  readonly hasFields: boolean;
  /** There is more than one entry under its id. */
  readonly isListedTwice?: boolean;
}

export type StepOf<N extends Step['do']> = Extract<Step, { do: N }>;

interface Ended<N extends Step['do'], T> {
  readonly do: N;
  readonly step: StepOf<N>;
  readonly outcome: Outcome<T>;
}

/** A step with its end. */
export type Result =
  | Ended<'store', undefined>
  | Ended<'open', { readonly flowUuid: string }>
  | Ended<'submit', readonly Accepted[]>
  | Ended<
      'ask',
      {
        /** Absent: the API has none. */
        readonly stages?: Stages;
        readonly verdicts: readonly Verdict[];
        readonly evidence: Evidence;
      }
    >
  | Ended<'fence', Evidence>
  | Ended<'release', undefined>
  | Ended<'abandon', undefined>;
export type ResultOf<N extends Step['do']> = Extract<Result, { do: N }>;

/** When a step's turn is judged. */
export interface Turn {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The network, the session or the agent came back: what they held up is due at once. */
  readonly hurry: boolean;
}

/**
 * Everything a flow needs now: any number of captures to store, and at most one step with Atlas, since the
 * steps of one flow stay in order.
 */
export function nextSteps(flow: Flow, turn: Turn): Step[] {
  const due = (line: Line) => isDue(line, turn);
  const swept = currents(flow, 'parked').filter(({ attempt }) => isSweepDue(attempt, turn));
  const store = [...currents(flow, 'captured').filter(({ attempt }) => due(attempt.line)), ...swept].map(
    ({ document, attempt }): Step => ({
      do: 'store',
      slotId: document.slotId,
      documentId: attempt.documentId,
    }),
  );
  const release = releasable(flow)
    .filter(({ attempt }) => turn.now > releaseAt(attempt, flow) && due(attempt.line))
    .map(({ document }): Step => ({ do: 'release', slotId: document.slotId }));
  const abandon = abandoned(flow)
    .filter(({ attempt }) => due(attempt.line))
    .map(({ slotId, attempt: { documentId } }): Step => ({ do: 'abandon', slotId, documentId }));
  const atlas = candidates(flow, turn.now).find(({ line }) => due(line));
  return [...store, ...release, ...abandon, ...(atlas ? [atlas.step] : [])];
}

/** When the flow has something to do next (epoch ms), or `undefined`: it is at rest. */
export function nextDueAt(flow: Flow, now: number): number | undefined {
  const lines = [
    ...currents(flow, 'captured').map(({ attempt }) => attempt.line.dueAt),
    ...currents(flow, 'parked').flatMap(({ attempt }) => sweepAt(attempt, now) ?? []),
    ...releasable(flow).map(({ attempt }) => Math.max(attempt.line.dueAt, releaseAt(attempt, flow))),
    ...abandoned(flow).map(({ attempt }) => attempt.line.dueAt),
    ...candidates(flow, now).map(({ line }) => line.dueAt),
  ];
  return lines.length === 0 ? undefined : Math.min(...lines);
}

/** Steps with Atlas that apply in this state, first things first, with the line each stands in. */
function candidates(flow: Flow, now: number): Array<{ step: Step; line: Line }> {
  const steps: Array<{ step: Step; line: Line }> = [];
  const late = attemptsIn(flow, 'submitted').filter(
    ({ submittedAt, rerunAt }) => rerunAt !== undefined || Math.abs(now - submittedAt) > FENCE_AFTER,
  );
  // One round of asking stands before every fence: `unclear` is set by the first answer without evidence.
  const unproven = [...late.filter(({ unclear }) => unclear), ...attemptsIn(flow, 'sent').filter(isLeaving)];
  if (unproven.length > 0)
    steps.push({ step: { do: 'fence', documentIds: ids(unproven) }, line: flow.asking });
  const ready = currents(flow, 'stored').filter(({ attempt }) => attempt.wanted);
  if (ready.length > 0 && !isSetIncomplete(flow)) {
    const alone = flow.submitting.failure?.code === 'rejected';
    const documentIds = ids(ready.map(({ attempt }) => attempt)).slice(0, alone ? 1 : undefined);
    if (flow.atlas.state === 'none') steps.push({ step: { do: 'open' }, line: flow.opening });
    else steps.push({ step: { do: 'submit', documentIds }, line: flow.submitting });
  }
  if (isAsked(flow)) steps.push({ step: { do: 'ask' }, line: flow.asking });
  return steps;
}

/** The set is submitted as one; a document that keeps failing does not hold it up for ever. */
function isSetIncomplete(flow: Flow): boolean {
  return currents(flow, 'captured').some(
    ({ attempt }) => attempt.wanted && (attempt.line.tries < PATIENCE_OF_A_SET || isComingBack(attempt)),
  );
}

/** Swept, and in the one try it has: what was parked together is told to Atlas together. */
function isComingBack({ sweptAt, line }: Attempt): boolean {
  return sweptAt !== undefined && line.failure === undefined && line.tries <= MAX_TRIES;
}

function releasable(flow: Flow) {
  return flow.documents.flatMap((document) => {
    const attempt = currentAttempt(document);
    return isReleasable(attempt) ? [{ document, attempt }] : [];
  });
}

export function currents<S extends Attempt['state']>(
  flow: Flow,
  state: S,
): Array<{ document: FlowDocument; attempt: AttemptIn<S> }> {
  return flow.documents.flatMap((document) => {
    const attempt = currentAttempt(document);
    return isIn(attempt, state) ? [{ document, attempt }] : [];
  });
}

export function attemptsIn<S extends Attempt['state']>(flow: Flow, state: S): Array<AttemptIn<S>> {
  return flow.documents.flatMap(({ attempts }) =>
    attempts.flatMap((attempt) => (isIn(attempt, state) ? [attempt] : [])),
  );
}

function isDue(line: Line, { now, hurry }: Turn): boolean {
  const farthest = Math.max(FARTHEST_DUE, line.failure?.retryAfterMs ?? 0);
  return line.dueAt <= now || line.dueAt > now + farthest || (hurry && isHeldByCause(line));
}

const ids = (attempts: ReadonlyArray<{ documentId: string }>) => attempts.map(({ documentId }) => documentId);
