import type { CardState } from '@/lib/contract/flow-view';
import type { LoanGroup, LoanLine, LoansView, Tally } from '@/lib/contract/loans-view';
import type { Failure } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import { isFoundIn } from '@/lib/domain/search';
import type { Brief } from './brief';
import { briefOf, failureOf, headOf, shownOf } from './brief';
import { isInSet, needsAgent } from './card';
import type { Seen } from './seen';
import { flowView } from './view';

/** What a page asks for. */
export interface Sought {
  /** Words that stand in the loan's id, the customer's name or its kinds of documents. */
  readonly search: string;
  /** Absent: all of them. */
  readonly group?: LoanGroup | undefined;
  /** How many loans that are not finished are listed. */
  readonly most: number;
  /** How many finished ones, the last ones first. */
  readonly finished: number;
  /** Loans that the agent has opened, and those that he has folded. */
  readonly open: readonly string[];
  readonly folded: readonly string[];
  /** The one that the page was opened for: open, and listed however many there are. */
  readonly loan?: string | undefined;
}

/** So few are open without being asked for. */
const FEW = 3;

/** Where a loan or a folder of this state is listed. */
export const groupOf: Readonly<Record<CardState, LoanGroup>> = {
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
const order: Readonly<Record<LoanGroup, number>> = { attention: 0, collecting: 1, underWay: 2, done: 3 };

/**
 * An agent's loans as a page lists them: each in a line, and with its documents only what is open.
 * @param unfinished all there are
 * @param finished in which the search is found already, the last one first
 */
export function listLoans(
  unfinished: readonly Flow[],
  finished: readonly Flow[],
  sought: Sought,
  seen: Seen,
): LoansView {
  const told = [...unfinished, ...finished].map((flow) => tell(flow, seen)).filter(({ size }) => size > 0);
  const isSought = findsIn(sought.search, seen);
  const found = told.filter(({ flow }) => isSought(flow));
  const inGroup = found
    .filter(({ line }) => sought.group === undefined || line.group === sought.group)
    .toSorted((a, b) => order[a.line.group] - order[b.line.group] || b.line.updatedAt - a.line.updatedAt);
  const listed = [
    ...inGroup
      .filter(({ line }) => !line.finished)
      .filter(({ flow }, at) => at < sought.most || flow.flowId === sought.loan),
    ...inGroup.filter(({ line }) => line.finished),
  ];
  // The few of a group are open as well: there is nothing else to look at.
  const isOpen = opened(sought.group === undefined ? told : inGroup, sought);
  return {
    search: sought.search,
    group: sought.group,
    lines: listed.map(({ line }) => line),
    flows: listed.flatMap(({ flow }) => (isOpen(flow) ? flowView(flow, seen) : [])),
    counts: countsOf(found.map(({ line }) => line)),
    all: told.length,
    hasMore:
      listed.length < inGroup.length || (mayBeDone(sought.group) && finished.length >= sought.finished),
    behindPortal: told.some(({ failures }) => failures.some(({ reason }) => reason === 'captive-portal')),
  };
}

/** The list of somebody who has no loans. */
export function noLoans({ search, group }: Sought): LoansView {
  return {
    search,
    group,
    lines: [],
    flows: [],
    counts: countsOf([]),
    all: 0,
    hasMore: false,
    behindPortal: false,
  };
}

/** Whether a search is found in a loan: by its id, its customer, and its documents' kinds as they are called. */
export function findsIn(
  search: string,
  { products, customers }: Pick<Seen, 'products' | 'customers'>,
): (flow: Flow) => boolean {
  const labels = new Map(
    products.map(({ productType, documents }) => [
      productType,
      new Map(documents.map(({ kind, label }) => [kind, label])),
    ]),
  );
  return ({ loanId, productType, documents }) => {
    const called = labels.get(productType);
    const kinds = new Set(documents.map(({ kind }) => kind));
    const names = [...kinds].flatMap((kind) => [kind, called?.get(kind)]);
    return isFoundIn([loanId, customers[loanId], ...names], search);
  };
}

interface Told {
  readonly flow: Flow;
  readonly line: LoanLine;
  /** Documents that are shown. */
  readonly size: number;
  readonly failures: readonly Failure[];
}

function tell(flow: Flow, seen: Seen): Told {
  const briefs = shownOf(flow).map((document) => briefOf(flow, document, seen.held));
  const head = headOf(flow, briefs, seen);
  const failures = [failureOf(flow), ...briefs.map(({ failure }) => failure)];
  return {
    flow,
    line: { ...head, group: groupOf[head.state], tally: tallyOf(briefs.filter(isInSet)) },
    size: briefs.length,
    failures: failures.filter((failure) => failure !== undefined),
  };
}

function tallyOf(briefs: readonly Brief[]): Tally {
  const tally = { attention: 0, unsent: 0, underWay: 0, read: 0 };
  for (const brief of briefs) tally[placeOf(brief)] += 1;
  return tally;
}

function placeOf(brief: Brief): keyof Tally {
  if (needsAgent(brief)) return 'attention';
  if (brief.state === 'read') return 'read';
  const isUnsent = (brief.state === 'captured' || brief.state === 'stored') && !brief.wanted;
  return isUnsent ? 'unsent' : 'underWay';
}

function countsOf(lines: readonly LoanLine[]): LoansView['counts'] {
  const counts = { attention: 0, collecting: 0, underWay: 0, done: 0 };
  for (const { group } of lines) counts[group] += 1;
  return counts;
}

/** The few there are, and what the agent has opened. */
function opened(told: readonly Told[], { open, folded, loan }: Sought): (flow: Flow) => boolean {
  const asked = new Set([...open, loan]);
  const shut = new Set(folded);
  const isFew = told.filter(({ line }) => !line.finished).length <= FEW;
  return ({ flowId, unfinished }) =>
    !shut.has(flowId) && (asked.has(flowId) || (isFew && unfinished !== undefined));
}

const mayBeDone = (group: LoanGroup | undefined) => group === undefined || group === 'done';
