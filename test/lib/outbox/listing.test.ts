import { describe, expect, test } from 'vitest';
import type { Failure } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { requestSend } from '@/lib/outbox/actions';
import { base, park, withAttempt } from '@/lib/outbox/attempt';
import type { Sought } from '@/lib/outbox/listing';
import { listLoans } from '@/lib/outbox/listing';
import { flowView } from '@/lib/outbox/view';
import { buildFlow, createMoments, heldAll, uuidOf } from '@/test/support/builders';

const moments = createMoments();
const documents = [
  { kind: 'PAN', label: 'PAN card', required: true },
  { kind: 'INVOICE', label: 'Tax invoice', required: false },
];
const seen = {
  now: 2_000_000,
  online: true,
  products: [{ productType: 'POC_CDL', label: 'Consumer durable loan', documents }],
  customers: { 'CDL-2': 'Ravi Deshmukh' },
  previews: new Map(),
  held: heldAll,
};
const all: Sought = { search: '', most: 100, finished: 5, open: [], folded: [] };

/** The n-th loan, touched later the higher its number. */
function loan(n: number, kinds = ['PAN'], more: Partial<Flow> = {}): Flow {
  const flow = buildFlow(moments.at(), kinds);
  return { ...flow, unfinished: 1, flowId: uuidOf(n), loanId: `CDL-${n}`, updatedAt: n, ...more };
}
const inState = (flow: Flow, make: (attempt: Attempt) => Attempt): Flow =>
  flow.documents.reduce(
    (changed, document) => withAttempt(changed, currentAttempt(document).documentId, make),
    flow,
  );
const read = (attempt: Attempt): Attempt => ({
  ...base(attempt),
  state: 'read',
  readAt: 1,
  documentType: 'PAN',
  released: true,
});
const refused = (attempt: Attempt): Attempt => ({
  ...base(attempt),
  state: 'refused',
  refusedAt: 1,
  verdictCode: 'INVALID_DOC',
  documentType: 'PAN',
});
const done = (n: number) => {
  const { unfinished: _, ...flow } = inState(loan(n), read);
  return flow;
};

const [collecting, wrong, young] = [loan(1, ['PAN', 'INVOICE']), inState(loan(2), refused), loan(3)];
const sent = requestSend(loan(4), moments.at());
const ids = (
  asked: Partial<Sought>,
  flows = [collecting, wrong, young, sent],
  finished = [done(9), done(8)],
) => listLoans(flows, finished, { ...all, ...asked }, seen).lines.map(({ loanId }) => loanId);

describe('the list', () => {
  test('has what needs the agent first, then what he has not sent, what goes by itself, and what is done', () => {
    expect(ids({})).toEqual(['CDL-2', 'CDL-3', 'CDL-1', 'CDL-4', 'CDL-9', 'CDL-8']);
    const { lines, counts } = listLoans([collecting, wrong, young, sent], [done(9)], all, seen);
    expect(lines.map(({ group }) => group)).toEqual([
      'attention',
      'collecting',
      'collecting',
      'underWay',
      'done',
    ]);
    expect(counts).toEqual({ attention: 1, collecting: 2, underWay: 1, done: 1 });
  });

  test('says of a folded loan how many of its documents stand where', () => {
    const [line] = listLoans([collecting], [], all, seen).lines;
    expect(line?.tally).toEqual({ attention: 0, unsent: 2, underWay: 0, read: 0 });
    expect(line).not.toHaveProperty('documents');
    const tallies = [wrong, sent, done(9)].map((flow) => listLoans([flow], [], all, seen).lines[0]?.tally);
    expect(tallies).toEqual([
      { attention: 1, unsent: 0, underWay: 0, read: 0 },
      { attention: 0, unsent: 0, underWay: 1, read: 0 },
      { attention: 0, unsent: 0, underWay: 0, read: 1 },
    ]);
  });

  test('has what comes back by itself under way, not among what needs the agent', () => {
    const out = (failure: Failure) => (attempt: Attempt) =>
      park({ ...attempt, wanted: true }, failure, seen.now);
    const parked = (failure: Failure) => inState(loan(5), out(failure));
    const line = (failure: Failure) => listLoans([parked(failure)], [], all, seen).lines[0];
    expect(line({ code: 'unavailable' })).toMatchObject({
      state: 'retrying',
      group: 'underWay',
      tally: { attention: 0, underWay: 1 },
    });
    for (const failure of [{ code: 'rejected' }, { code: 'timeout', reason: 'never-fetched' }] as const)
      expect(line(failure)).toMatchObject({
        state: 'attention',
        group: 'attention',
        tally: { attention: 1 },
      });
    const offline = listLoans([parked({ code: 'timeout' })], [], all, { ...seen, online: false });
    expect(offline.lines[0]?.state).toBe('waiting');
  });

  test('has what Atlas compares under way, and what it does not confirm done', () => {
    const stages = { upload: 'SUCCESS', processing: 'SUCCESS', crosscheck: 'PENDING', master: 'IN_PROGRESS' };
    const line = (more: Partial<Flow>) => {
      const { state, group } =
        listLoans([{ ...inState(loan(5), read), ...more }], [], all, seen).lines[0] ?? {};
      return [state, group];
    };
    const since = seen.now;
    expect(line({ stages, comparing: { since } })).toEqual(['comparing', 'underWay']);
    expect(line({ stages, comparing: { since, isRested: true } })).toEqual(['unconfirmed', 'done']);
    expect(line({ stages: { ...stages, crosscheck: 'FAILED', master: 'SUCCESS' } })).toEqual([
      'unconfirmed',
      'done',
    ]);
    expect(line({ stages: { ...stages, master: 'FAILED' } })).toEqual(['unconfirmed', 'done']);
    // The result of all is there; and nobody has ever waited for the other one.
    expect(line({ stages: { ...stages, master: 'SUCCESS' }, comparing: { since } })).toEqual([
      'verified',
      'done',
    ]);
    expect(line({ stages })).toEqual(['verified', 'done']);
  });

  test('says of a loan what its card says of it', () => {
    for (const flow of [collecting, wrong, sent, done(9)]) {
      const { state, customer, product, finished } = flowView(flow, seen);
      const [line] = listLoans([flow], [], all, seen).lines;
      expect({ state, customer, product, finished }).toEqual({
        state: line?.state,
        customer: line?.customer,
        product: line?.product,
        finished: line?.finished,
      });
    }
  });

  test('leaves out a loan of which nothing is shown any more', () => {
    const gone = inState(loan(7), (attempt) => ({
      ...base(attempt),
      state: 'discarded',
      discardedAt: 1,
      released: true,
    }));
    const { lines, all: count } = listLoans([collecting, gone], [], all, seen);
    expect([lines.length, count]).toEqual([1, 1]);
  });

  test('knows of a network that wants a sign-in, on a loan or on a document, listed or not', () => {
    const failure = { code: 'unreadable', reason: 'captive-portal' } as const;
    const behind = (flow: Flow) => listLoans([flow], [], { ...all, most: 0 }, seen).behindPortal;
    expect(behind(collecting)).toBe(false);
    expect(behind({ ...collecting, opening: { ...collecting.opening, failure } })).toBe(true);
    expect(behind(inState(collecting, (one) => ({ ...one, line: { ...one.line, failure } })))).toBe(true);
  });
});

describe('a search', () => {
  test.each([
    ['cdl-2', ['CDL-2']],
    ['deshmukh  RAVI', ['CDL-2']],
    ['invoice', ['CDL-1']],
    ['tax', ['CDL-1']],
    ['ＣＤＬ-４', ['CDL-4']],
    ['ravi invoice', []],
    ['  ', ['CDL-2', 'CDL-3', 'CDL-1', 'CDL-4', 'CDL-9', 'CDL-8']],
  ])('for “%s” looks at number, customer and kinds of documents', (search, found) => {
    expect(ids({ search })).toEqual(found);
  });

  test('counts what it finds in every group, whichever is shown', () => {
    const {
      counts,
      lines,
      all: there,
    } = listLoans([collecting, wrong, young, sent], [], { ...all, search: 'pan', group: 'underWay' }, seen);
    expect(counts).toEqual({ attention: 1, collecting: 2, underWay: 1, done: 0 });
    expect(lines.map(({ loanId }) => loanId)).toEqual(['CDL-4']);
    expect(there).toBe(4);
  });
});

describe('what is not listed', () => {
  const many = Array.from({ length: 9 }, (_, n) => loan(n + 1));

  test('is more than was asked for, and is said to be there', () => {
    const asked = { ...all, most: 4 };
    const { lines, hasMore, counts } = listLoans(many, [], asked, seen);
    expect([lines.length, hasMore, counts.collecting]).toEqual([4, true, 9]);
    expect(listLoans(many, [], all, seen).hasMore).toBe(false);
  });

  test('may be older finished loans, when as many were found as were asked for', () => {
    const asked = { ...all, finished: 2 };
    expect(listLoans([], [done(1)], asked, seen).hasMore).toBe(false);
    expect(listLoans([], [done(2), done(1)], asked, seen).hasMore).toBe(true);
    expect(listLoans([], [done(2), done(1)], { ...asked, group: 'attention' }, seen).hasMore).toBe(false);
  });
});

describe('what is open', () => {
  const flows = (unfinished: readonly Flow[], asked: Partial<Sought> = {}) =>
    listLoans(unfinished, [done(9)], { ...all, ...asked }, seen).flows.map(({ loanId }) => loanId);
  const many = Array.from({ length: 4 }, (_, n) => loan(n + 1));

  test('are a few unfinished loans by themselves, and of many none', () => {
    expect(flows(many.slice(0, 3))).toEqual(['CDL-3', 'CDL-2', 'CDL-1']);
    expect(flows(many)).toEqual([]);
  });

  test('is what the agent has opened, unless he has folded it', () => {
    expect(flows(many, { open: [uuidOf(9), uuidOf(2)] })).toEqual(['CDL-2', 'CDL-9']);
    expect(flows(many.slice(0, 2), { folded: [uuidOf(1)] })).toEqual(['CDL-2']);
  });

  test('are the few that a filter leaves', () => {
    expect(flows(many, { group: 'attention' })).toEqual([]);
    const wrongs = [inState(loan(11), refused), inState(loan(12), refused)];
    expect(flows([...many, ...wrongs], { group: 'attention' })).toEqual(['CDL-12', 'CDL-11']);
    expect(flows([...many, ...wrongs], { group: 'attention', folded: [uuidOf(12)] })).toEqual(['CDL-11']);
  });

  test('is the loan that the page was opened for, listed however many there are', () => {
    const asked = { most: 1, loan: uuidOf(3) };
    expect(flows(many, asked)).toEqual(['CDL-3']);
    expect(ids({ ...asked, finished: 0 }, many, [])).toHaveLength(2);
    expect(flows(many, { ...asked, folded: [uuidOf(3)] })).toEqual([]);
  });

  test('is found or not as every other loan: a search opens nothing and closes nothing', () => {
    expect(flows(many, { open: [uuidOf(2)], search: 'cdl-3' })).toEqual([]);
    expect(flows(many, { search: 'cdl-3' })).toEqual([]);
  });
});
