import { LoanCard } from '@/components/loan-card';
import type { Asked } from '@/components/loan-actions';
import type { LoanBodyProps } from '@/components/loan-body';
import type { CardState, DocumentView, FlowView } from '@/lib/contract/flow-view';
import type { LoanGroup, LoanLine, LoansView, Tally } from '@/lib/contract/loans-view';
import { document, flow, id, NOW, product } from './fixtures';

const groups: Readonly<Record<CardState, LoanGroup>> = {
  attention: 'attention',
  collecting: 'collecting',
  waiting: 'underWay',
  retrying: 'underWay',
  sending: 'underWay',
  verifying: 'underWay',
  comparing: 'underWay',
  unconfirmed: 'done',
  verified: 'done',
};
const order = ['attention', 'collecting', 'underWay', 'done'] as const;

export const asked: Asked = { search: '', open: [], folded: [] };

/** A loan as one line, as the background would tell it. */
export function lineOf({ documents, ...head }: FlowView): LoanLine {
  const tally = { attention: 0, unsent: 0, underWay: 0, read: 0 };
  for (const one of documents) tally[placeOf(one)] += 1;
  return { ...head, group: groups[head.state], tally };
}

function placeOf({ state, wanted, sameAs }: DocumentView): keyof Tally {
  if (state === 'refused' || state === 'parked' || sameAs) return 'attention';
  if (state === 'read') return 'read';
  return !wanted && (state === 'captured' || state === 'stored') ? 'unsent' : 'underWay';
}

/** These loans, all of them open where nothing else is said. */
export function loansOf(flows: readonly FlowView[], more: Partial<LoansView> = {}): LoansView {
  const lines = flows
    .map(lineOf)
    .toSorted((a, b) => order.indexOf(a.group) - order.indexOf(b.group) || b.updatedAt - a.updatedAt);
  const counts = { attention: 0, collecting: 0, underWay: 0, done: 0 };
  for (const { group } of lines) counts[group] += 1;
  const behindPortal = flows.some(({ failure, documents }) =>
    [failure, ...documents.map((one) => one.failure)].some((one) => one?.reason === 'captive-portal'),
  );
  return { search: '', lines, flows, counts, all: flows.length, hasMore: false, behindPortal, ...more };
}

/** A loan's card, opened. */
export function OpenLoan({ flow: one, ...body }: LoanBodyProps) {
  return <LoanCard line={lineOf(one)} flow={one} isOpen onFold={() => {}} {...body} />;
}

const states = ['refused', 'captured', 'sent', 'sending', 'read', 'stored', 'parked'] as const;
const cards = ['attention', 'collecting', 'verifying', 'sending', 'verified'] as const;
const only = { collecting: 'captured', verifying: 'sent', sending: 'sending', verified: 'read' } as const;
const customers = [
  'Ravi Deshmukh',
  'Meenakshi Sundareswaran Venkatasubramanian',
  'Asha Kale',
  'Imran Qureshi',
];

/** So many loans of so many documents, in every state. */
export function manyLoans(loans: number, each: number): FlowView[] {
  return Array.from({ length: loans }, (_, n) => {
    const state = cards[n % cards.length] ?? 'collecting';
    const at = (m: number) => (state === 'attention' ? states[m % states.length] : only[state]) ?? 'sent';
    return flow({
      flowId: id(10_000 + n),
      loanId: `LN-2026-${String(n + 1).padStart(5, '0')}`,
      customer: customers[n % customers.length] ?? '',
      state,
      missing: [],
      updatedAt: NOW - n * 240_000,
      documents: Array.from({ length: each }, (__, m) =>
        document(m % product.documents.length, at(m), { slotId: id(100_000 + n * 100 + m) }),
      ),
    });
  });
}
