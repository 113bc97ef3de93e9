import type { AttemptDiagnosis, Diagnosis, LoanDiagnosis } from '@/lib/contract/diagnosis';
import type { FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import type { Failure } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { mask } from '@/lib/domain/masked';
import type { StageHistory } from '@/lib/domain/stage-times';

export interface Diagnosed {
  readonly now: number;
  readonly state: StateView;
  readonly organisation?: Diagnosis['organisation'] | undefined;
  readonly flows: readonly Flow[];
  readonly views: readonly FlowView[];
  readonly held: ReadonlySet<string>;
  readonly receipts: number;
  readonly stageHistory: StageHistory;
  readonly log: readonly string[];
}

/** More loans say no more; those that need the agent stand first. */
const MOST_LOANS = 200;

/** Every value is named here one by one, so that nothing comes along because it lay beside it. */
export function diagnose({ now, state, organisation, flows, views, held, ...rest }: Diagnosed): Diagnosis {
  const cards = new Map(views.map((view) => [view.flowId, view]));
  const { phase, online, space, skewMs, ended } = state;
  return {
    at: now,
    phase,
    online,
    ...(organisation && { organisation }),
    counts: {
      loans: flows.length,
      waiting: state.waiting,
      unsent: state.unsent,
      lost: state.lost.length,
      damaged: state.damaged,
      receipts: rest.receipts,
      sitesNotAllowed: state.missingOrigins.length,
    },
    ...(space && { space: { used: space.used, free: space.free } }),
    ...(skewMs !== undefined && { skewMs }),
    ...(ended && { ended: { ...failureOf(ended), at: ended.at } }),
    loans: flows
      .toSorted((a, b) => urgency(cards, a) - urgency(cards, b) || b.updatedAt - a.updatedAt)
      .slice(0, MOST_LOANS)
      .map((flow, index) => loanOf(flow, index + 1, cards.get(flow.flowId), held)),
    stageHistory: rest.stageHistory,
    log: rest.log.map(covered),
  };
}

const urgency = (cards: ReadonlyMap<string, FlowView>, { flowId }: Flow) =>
  cards.get(flowId)?.state === 'attention' ? 0 : 1;

function loanOf(
  flow: Flow,
  loan: number,
  card: FlowView | undefined,
  held: ReadonlySet<string>,
): LoanDiagnosis {
  const failure = flow.submitting.failure ?? flow.opening.failure ?? flow.asking.failure;
  return {
    loan,
    flow: flow.flowId,
    ...(flow.atlas.state === 'open' && { flowUuid: covered(flow.atlas.flowUuid) }),
    card: card?.state ?? 'unknown',
    ...(flow.stages && { stages: flow.stages }),
    ...(failure && { failure: failureOf(failure) }),
    documents: flow.documents.map(({ kind, attempts }) => ({
      kind: mask(kind),
      attempts: attempts.map((attempt) => attemptOf(attempt, held)),
    })),
  };
}

function attemptOf(attempt: Attempt, held: ReadonlySet<string>): AttemptDiagnosis {
  const { documentId, state, capture, line, wanted } = attempt;
  const failure = attempt.state === 'parked' ? attempt.failure : line.failure;
  return {
    document: documentId,
    state,
    source: capture.source,
    contentType: capture.opened.contentType,
    size: capture.opened.size,
    capturedAt: capture.capturedAt,
    tries: line.tries,
    dueAt: line.dueAt,
    wanted,
    held: held.has(capture.captureId),
    ...(failure && { failure: failureOf(failure) }),
    ...(attempt.state === 'refused' && { verdict: mask(attempt.verdictCode) }),
  };
}

function failureOf({ code, reason, retryAfterMs }: Failure): Failure {
  return { code, reason, retryAfterMs };
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Ids of ours stay readable; everything else that could be a number of a person does not. */
function covered(text: string): string {
  const ids = text.match(uuid) ?? [];
  return text
    .split(uuid)
    .map((part, at) => mask(part) + (ids[at] ?? ''))
    .join('');
}
