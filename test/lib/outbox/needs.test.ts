import { describe, expect, test } from 'vitest';
import type { Failure } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { base, refuse } from '@/lib/outbox/attempt';
import { needsOf, openFacts } from '@/lib/outbox/needs';
import { witnessed } from '@/lib/outbox/survey';
import { buildCapture, buildFlow, createMoments, owner, uuidOf } from '@/test/support/builders';

const NOW = 5_000_000;
const moments = createMoments();

/** A loan's documents, the first one as `change` leaves it. */
function flowWith(change: (attempt: Attempt) => Attempt): Flow {
  const flow = buildFlow(moments.at());
  const [first, ...others] = flow.documents;
  if (!first) throw new Error('a flow has a document');
  return { ...flow, documents: [{ ...first, attempts: [change(currentAttempt(first))] }, ...others] };
}

const parkedFor = (failure: Failure) => (attempt: Attempt) =>
  ({ ...base(attempt), state: 'parked', parkedAt: NOW, failure }) as const;
const refused = (attempt: Attempt) => refuse(attempt, 'INVALID_DOC', 'PAN', NOW);
const causes = (flow: Flow, lost = new Array<ReturnType<typeof witnessed>>()) =>
  needsOf({ flows: [flow], lost }).map(({ cause }) => cause);
const lostOne = (n: number, loanId = 'CDL-1') => witnessed(owner, loanId, 'PAN', buildCapture(n));

describe('a document needs its agent', () => {
  test.each([
    ['that Atlas refused', refused, ['refused']],
    ['that was refused for good', parkedFor({ code: 'rejected' }), ['parked']],
    [
      'that is too large for the line',
      parkedFor({ code: 'rejected', reason: 'too-large-for-line' }),
      ['parked'],
    ],
    ['that nobody ever fetched', parkedFor({ code: 'unavailable', reason: 'never-fetched' }), ['parked']],
    ['not while it comes back by itself', parkedFor({ code: 'unavailable' }), []],
    ['not while nobody is signed in', parkedFor({ code: 'unauthorized', reason: 'signed-out' }), []],
    ['not while it is on its way', (attempt: Attempt) => attempt, []],
  ])('%s', (_, change, expected) => {
    expect(causes(flowWith(change))).toEqual(expected);
  });

  test('that this device lost, with the place to capture it again, whatever state it is in', () => {
    const flow = flowWith(refused);
    expect(needsOf({ flows: [flow], lost: [lostOne(0), lostOne(1)] })).toEqual([
      {
        fact: buildCapture(0).captureId,
        cause: 'lost',
        loanId: 'CDL-1',
        place: { flowId: flow.flowId, slotId: uuidOf(5_000) },
      },
      {
        fact: buildCapture(1).captureId,
        cause: 'lost',
        loanId: 'CDL-1',
        place: { flowId: flow.flowId, slotId: uuidOf(5_001) },
      },
    ]);
  });

  test('that this device lost with its record: there is no place any more', () => {
    expect(needsOf({ flows: [], lost: [lostOne(7, 'CDL-9')] })).toEqual([
      { fact: buildCapture(7).captureId, cause: 'lost', loanId: 'CDL-9' },
    ]);
  });

  test('by its current attempt alone: one that was sent again is not the one that failed', () => {
    const flow = flowWith(refused);
    const [first, ...others] = flow.documents;
    if (!first) throw new Error('a flow has a document');
    const next: Attempt = { ...base(currentAttempt(first)), documentId: uuidOf(77), state: 'captured' };
    const again = { ...flow, documents: [{ ...first, attempts: [...first.attempts, next] }, ...others] };
    expect(causes(again)).toEqual([]);
    expect(openFacts({ flows: [again], lost: [] }).has(currentAttempt(first).documentId)).toBe(false);
  });
});

test('a fact stays open while it may come up again by itself', () => {
  const parked = flowWith(parkedFor({ code: 'unavailable', reason: 'never-fetched' }));
  const [need] = needsOf({ flows: [parked], lost: [] });
  const back = flowWith((attempt) => ({ ...attempt, documentId: need?.fact ?? '', sweptAt: NOW }));
  expect(causes(back)).toEqual([]);
  expect(openFacts({ flows: [back], lost: [lostOne(3)] })).toContain(need?.fact);
  expect(openFacts({ flows: [], lost: [lostOne(3)] })).toContain(buildCapture(3).captureId);
});
