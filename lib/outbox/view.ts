import type { DocumentView, FlowView, StageTimesView } from '@/lib/contract/flow-view';
import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt, isTerminal } from '@/lib/domain/flow';
import type { AtlasApi, Product } from '@/lib/domain/organisation';
import type { Standing } from './card';
import { cardState, documentState, isInSet, isLost, wordOf } from './card';
import { canDiscard, isOver, isRestorable, releaseAt } from './discard';
import { canGoBy } from './go-by';
import { canResend, isLate, isLeaving, isSlow, rivals } from './late';
import { isUnnumbered } from './place';
import { ceilingFor, originalOf } from './smaller';
import { nextDueAt } from './steps';
import { sweepAt } from './sweep';

/** What a view needs besides the record. */
export interface Seen extends Standing {
  readonly now: number;
  readonly products: readonly Product[];
  readonly customers: Readonly<Record<string, string>>;
  /** Pictures by capture id. */
  readonly previews: ReadonlyMap<string, string>;
  /** What the organisation lets loans go by. */
  readonly apis?: readonly AtlasApi[];
  /** How far Atlas is, in time. */
  readonly stageTimes?: (flow: Flow) => StageTimesView | undefined;
}

/** A flow as pages see it: computed from the record alone, so that nothing is shown that is not so. */
export function flowView(flow: Flow, seen: Seen): FlowView {
  const product = seen.products.find(({ productType }) => productType === flow.productType);
  const documents = flow.documents
    .filter((document) => !isOver(document))
    .map((document) => documentView(flow, document, product, seen));
  const present = new Set(documents.filter(isInSet).map(({ kind }) => kind));
  const failure = flow.submitting.failure ?? flow.opening.failure ?? flow.asking.failure;
  const customer = seen.customers[flow.loanId];
  const dueAt = nextDueAt(flow, seen.now);
  const stageTimes = seen.stageTimes?.(flow);
  return {
    flowId: flow.flowId,
    loanId: flow.loanId,
    ...(flow.folder !== undefined && { folder: flow.folder }),
    ...(customer !== undefined && { customer }),
    product: { productType: flow.productType, label: product?.label ?? flow.productType },
    api: flow.api,
    ...(seen.apis && seen.apis.length > 1 && canGoBy(flow) && { apis: seen.apis }),
    state: cardState(flow, documents, seen.online),
    finished: flow.unfinished === undefined,
    documents,
    missing: (product?.documents ?? []).filter(({ kind, required }) => required && !present.has(kind)),
    ...(flow.stages && { stages: flow.stages }),
    ...(flow.atlas.state === 'batches' && { counted: countedOf(flow) }),
    ...(stageTimes && { stageTimes }),
    updatedAt: flow.updatedAt,
    ...(failure && { failure }),
    ...(failure && dueAt !== undefined && { nextTryAt: dueAt }),
  };
}

/** Documents on this device that Atlas has not been shown to hold. */
export function waitingCount(flows: readonly Flow[]): number {
  const waits = new Set<Attempt['state']>(['captured', 'stored', 'submitted', 'fenced', 'parked']);
  return flows
    .flatMap(({ documents }) => documents)
    .filter((document) => waits.has(currentAttempt(document).state)).length;
}

/** Documents that their agent may delete from this device: not sent, and nothing of them is with Atlas. */
export function unsentCount(flows: readonly Flow[]): number {
  return flows.flatMap(({ documents }) => documents).filter(canDiscard).length;
}

const gone = { code: 'rejected', reason: 'gone' } as const;

function documentView(
  flow: Flow,
  document: FlowDocument,
  product: Product | undefined,
  seen: Seen,
): DocumentView {
  const attempt = currentAttempt(document);
  const { capture } = attempt;
  const preview = seen.previews.get(capture.captureId);
  const isGone = isLost(attempt, seen.held);
  const failure = isGone ? gone : attempt.state === 'parked' ? attempt.failure : attempt.line.failure;
  const nextTryAt = attempt.state === 'parked' && !isGone ? sweepAt(attempt, seen.now) : undefined;
  const shrinkTo = isGone ? undefined : ceilingFor(attempt);
  const original = originalOf(document)?.capture;
  return {
    slotId: document.slotId,
    kind: document.kind,
    label: product?.documents.find(({ kind }) => kind === document.kind)?.label ?? document.kind,
    ...wordOf(flow, document, seen.held),
    documentId: attempt.documentId,
    attempts: document.attempts.length,
    source: capture.source,
    capturedAt: capture.capturedAt,
    size: capture.opened.size,
    ...(shrinkTo !== undefined && { shrinkTo }),
    ...(original && seen.held.has(original.captureId) && { original: original.opened.size }),
    canDiscard: canDiscard(document),
    isLate: attempt.state === 'sent' && isLate(attempt, seen.now),
    // Without a network, that is why: said once for all.
    isSlow: seen.online && !isGone && isSlow(attempt, seen.now),
    canResend: canResend(attempt, seen.now),
    isUnnamed: attempt.state === 'sent' && isTerminal(flow.stages),
    isUnnumbered: isUnnumbered(flow, attempt),
    isLeaving: isLeaving(attempt),
    possibleDouble: rivals(document).length > 0 || isListedTwice(document),
    isListedTwice: isListedTwice(document),
    earlier: rivals(document).map((one) => ({ number: one.place + 1, state: documentState(one.attempt) })),
    ...(attempt.state === 'discarded' &&
      isRestorable(attempt, seen.now, flow) && { restorableUntil: releaseAt(attempt, flow) }),
    ...(attempt.state === 'refused' && { verdictCode: attempt.verdictCode }),
    ...(failure && { failure }),
    ...(nextTryAt !== undefined && { nextTryAt }),
    ...(preview !== undefined && { preview }),
  };
}

const told: ReadonlySet<Attempt['state']> = new Set(['submitted', 'fenced', 'sent', 'read', 'refused']);
const back: ReadonlySet<Attempt['state']> = new Set(['read', 'refused']);

/** By its documents: what a batch holds besides is nobody's of this flow. */
function countedOf({ documents }: Flow): { told: number; back: number } {
  const states = documents.map((document) => currentAttempt(document).state);
  return {
    told: states.filter((state) => told.has(state)).length,
    back: states.filter((state) => back.has(state)).length,
  };
}

/** Atlas's answer held one of its attempts more than once. */
function isListedTwice({ attempts }: FlowDocument): boolean {
  return attempts.some((attempt) => attempt.isListedTwice);
}
