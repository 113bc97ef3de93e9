import type { LoanHead } from '@/lib/contract/flow-view';
import type { Failure } from '@/lib/domain/failed';
import type { Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { Standing, Word } from './card';
import { cardState, isLost, wordOf } from './card';
import { isOver } from './discard';
import type { Seen } from './seen';

/** As much of a document as its loan's line has to know. */
export interface Brief extends Word {
  readonly failure?: Failure;
  /** Its bytes should be here and are not. */
  readonly isLost: boolean;
}

const gone = { code: 'rejected', reason: 'gone' } as const;

/** The documents of a loan that are shown: what the agent deleted, and what is over, is not. */
export function shownOf({ documents }: Flow): FlowDocument[] {
  return documents.filter((document) => !isOver(document));
}

export function briefOf(flow: Flow, document: FlowDocument, held: Standing['held']): Brief {
  const attempt = currentAttempt(document);
  const isGone = isLost(attempt, held);
  const failure = isGone ? gone : attempt.state === 'parked' ? attempt.failure : attempt.line.failure;
  return { ...wordOf(flow, document, held), ...(failure && { failure }), isLost: isGone };
}

/** What is said of a loan whether it is open or folded; computed from the record alone. */
export function headOf(flow: Flow, briefs: readonly Brief[], seen: Seen): LoanHead {
  const product = seen.products.find(({ productType }) => productType === flow.productType);
  const customer = seen.customers[flow.loanId];
  return {
    flowId: flow.flowId,
    loanId: flow.loanId,
    ...(flow.folder !== undefined && { folder: flow.folder }),
    ...(customer !== undefined && { customer }),
    product: { productType: flow.productType, label: product?.label ?? flow.productType },
    api: flow.api,
    state: cardState(flow, briefs, seen.online),
    finished: flow.unfinished === undefined,
    updatedAt: flow.updatedAt,
  };
}

/** The failure that holds the loan up. */
export function failureOf({ submitting, opening, asking }: Flow): Failure | undefined {
  return submitting.failure ?? opening.failure ?? asking.failure;
}

/** The agent must do something before it goes on. */
export function needsAgent({ state, sameAs }: Brief): boolean {
  return state === 'refused' || state === 'parked' || sameAs !== undefined;
}
