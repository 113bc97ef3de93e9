import type { DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt, isTerminal } from '@/lib/domain/flow';
import type { Product } from '@/lib/domain/organisation';
import type { Brief } from './brief';
import { briefOf, failureOf, headOf, shownOf } from './brief';
import { documentState, isInSet } from './card';
import { canDiscard, isRestorable, releaseAt } from './discard';
import { canGoBy } from './go-by';
import { canResend, isLate, isLeaving, isSlow, rivals } from './late';
import { isUnnumbered } from './place';
import type { Seen } from './seen';
import { ceilingFor, originalOf } from './smaller';
import { nextDueAt } from './steps';
import { sweepAt } from './sweep';

/** A flow as pages see it: computed from the record alone, so that nothing is shown that is not so. */
export function flowView(flow: Flow, seen: Seen): FlowView {
  const product = seen.products.find(({ productType }) => productType === flow.productType);
  const shown = shownOf(flow).map((document) => ({ document, brief: briefOf(flow, document, seen.held) }));
  const briefs = shown.map(({ brief }) => brief);
  const present = new Set(shown.filter(({ brief }) => isInSet(brief)).map(({ document }) => document.kind));
  const failure = failureOf(flow);
  const { comparing } = flow;
  const dueAt = nextDueAt(flow, seen.now);
  const stageTimes = seen.stageTimes?.(flow);
  return {
    ...headOf(flow, briefs, seen),
    ...(seen.apis && seen.apis.length > 1 && canGoBy(flow) && { apis: seen.apis }),
    documents: shown.map(({ document, brief }) => documentView(flow, document, brief, product, seen)),
    missing: (product?.documents ?? []).filter(({ kind, required }) => required && !present.has(kind)),
    ...(flow.stages && { stages: flow.stages }),
    ...(comparing && { comparing: { since: comparing.since, isRested: comparing.isRested ?? false } }),
    ...(flow.atlas.state === 'batches' && { counted: countedOf(flow) }),
    ...(stageTimes && { stageTimes }),
    ...(failure && { failure }),
    ...(failure && dueAt !== undefined && { nextTryAt: dueAt }),
  };
}

function documentView(
  flow: Flow,
  document: FlowDocument,
  { isLost, ...brief }: Brief,
  product: Product | undefined,
  seen: Seen,
): DocumentView {
  const attempt = currentAttempt(document);
  const { capture } = attempt;
  const preview = seen.previews.get(capture.captureId);
  const nextTryAt = attempt.state === 'parked' && !isLost ? sweepAt(attempt, seen.now) : undefined;
  const shrinkTo = isLost ? undefined : ceilingFor(attempt);
  const original = originalOf(document)?.capture;
  return {
    ...brief,
    slotId: document.slotId,
    kind: document.kind,
    label: product?.documents.find(({ kind }) => kind === document.kind)?.label ?? document.kind,
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
    isSlow: seen.online && !isLost && isSlow(attempt, seen.now),
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
