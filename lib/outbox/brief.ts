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
  /** Its bytes should be here and are not. */
  readonly isLost: boolean;
}

/** The documents of a loan that are shown: what the agent deleted, and what is over, is not. */
export function shownOf({ documents }: Flow): FlowDocument[] {
  return documents.filter((document) => !isOver(document));
}

export function briefOf(flow: Flow, document: FlowDocument, held: Standing['held']): Brief {
  return { ...wordOf(flow, document, held), isLost: isLost(currentAttempt(document), held) };
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
