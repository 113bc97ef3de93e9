import type {
  CardState,
  DocumentState,
  DocumentView,
  FlowView,
  StageTimesView,
} from '@/lib/contract/flow-view';
import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt, isTerminal } from '@/lib/domain/flow';
import { remedy } from '@/lib/domain/failed';
import type { AtlasApi, Product } from '@/lib/domain/organisation';
import { canDiscard, isOver, isRestorable, releaseAt } from './discard';
import { canGoBy } from './go-by';
import { canResend, isLate, isLeaving, isSlow, rivals } from './late';
import { isUnnumbered } from './place';
import { ceilingFor, originalOf } from './smaller';
import { nextDueAt } from './steps';
import { sweepAt } from './sweep';
import { twinOf } from './twin';

/** What a view needs besides the record. */
export interface Seen {
  readonly now: number;
  readonly online: boolean;
  readonly products: readonly Product[];
  readonly customers: Readonly<Record<string, string>>;
  /** Pictures by capture id. */
  readonly previews: ReadonlyMap<string, string>;
  /** Captures whose bytes lie on this device. */
  readonly held: ReadonlySet<string>;
  /** How far Atlas is, in time. */
  /** What the organisation lets loans go by. */
  readonly apis?: readonly AtlasApi[];
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

/** Not taken out by the agent. */
export function isInSet({ state }: Pick<DocumentView, 'state'>): boolean {
  return state !== 'discarded';
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

/** States in which only this device may have the bytes. */
const needsBytes: ReadonlySet<Attempt['state']> = new Set(['captured', 'parked']);
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
  // "Safe" would be said of what is gone; the line finds out when its turn comes.
  const isLost = needsBytes.has(attempt.state) && !seen.held.has(capture.captureId);
  const failure = isLost ? gone : attempt.state === 'parked' ? attempt.failure : attempt.line.failure;
  const nextTryAt = attempt.state === 'parked' && !isLost ? sweepAt(attempt, seen.now) : undefined;
  const twin = twinOf(flow, document);
  const shrinkTo = isLost ? undefined : ceilingFor(attempt);
  const original = originalOf(document)?.capture;
  return {
    slotId: document.slotId,
    kind: document.kind,
    label: product?.documents.find(({ kind }) => kind === document.kind)?.label ?? document.kind,
    state: isLost ? 'parked' : documentState(attempt),
    documentId: attempt.documentId,
    attempts: document.attempts.length,
    source: capture.source,
    capturedAt: capture.capturedAt,
    size: capture.opened.size,
    ...(shrinkTo !== undefined && { shrinkTo }),
    ...(original && seen.held.has(original.captureId) && { original: original.opened.size }),
    wanted: attempt.wanted,
    canDiscard: canDiscard(document),
    ...(twin && { sameAs: twin.slotId }),
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

function documentState(attempt: Attempt): DocumentState {
  switch (attempt.state) {
    case 'captured':
      return 'captured';
    case 'stored':
      return attempt.wanted ? 'sending' : 'stored';
    case 'submitted':
      return attempt.unclear ? 'checking' : 'sending';
    case 'fenced':
    case 'withdrawn':
      return 'checking';
    case 'sent':
    case 'read':
    case 'refused':
    case 'parked':
    case 'discarded':
      return attempt.state;
  }
}

/** The card's one word: what the agent must do first, then what is under way, then what is finished. */
function cardState(flow: Flow, all: readonly DocumentView[], online: boolean): CardState {
  const documents = all.filter(isInSet);
  const some = (test: (document: DocumentView) => boolean) => documents.some(test);
  if (some(({ state, sameAs }) => state === 'refused' || state === 'parked' || sameAs !== undefined))
    return 'attention';
  const isUnsent = ({ state, wanted }: DocumentView) =>
    wanted && ['captured', 'stored', 'sending', 'checking'].includes(state);
  if (some(isUnsent)) return !online || isHeld(flow) ? 'waiting' : 'sending';
  if (some(({ state }) => state === 'sent')) return 'verifying';
  const isVerified = documents.length > 0 && documents.every(({ state }) => state === 'read');
  return isVerified ? 'verified' : 'collecting';
}

function isHeld(flow: Flow): boolean {
  const lines = [
    flow.opening,
    flow.submitting,
    ...flow.documents.map((document) => currentAttempt(document).line),
  ];
  return lines.some(
    ({ failure }) =>
      failure !== undefined &&
      (remedy[failure.code] === 'hold' || failure.code === 'timeout' || failure.reason === 'captive-portal'),
  );
}
