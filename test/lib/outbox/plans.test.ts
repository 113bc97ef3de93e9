import { expect, test } from 'vitest';
import type { Flow } from '@/lib/domain/flow';
import { createPlans } from '@/lib/outbox/plans';
import type { Turn } from '@/lib/outbox/steps';
import { nextDueAt, nextSteps } from '@/lib/outbox/steps';
import { buildFlow, createMoments } from '@/test/support/builders';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const calm = (now: number): Turn => ({ now, hurry: false });

/** A flow with one capture whose line is due at `dueAt`. */
function flowDue(dueAt: number): Flow {
  const flow = buildFlow(createMoments().at());
  const documents = flow.documents.map((document) => ({
    ...document,
    attempts: document.attempts.map((attempt) => ({ ...attempt, line: { ...attempt.line, dueAt } })),
  }));
  return { ...flow, documents };
}

const NOW = 1_000_000;

test('a plan is what the steps say', () => {
  for (const flow of [flowDue(NOW), flowDue(NOW + 5 * SECOND)]) {
    const plan = createPlans()(flow, calm(NOW));
    expect(plan.offers.map(({ step }) => step)).toEqual(nextSteps(flow, calm(NOW)));
    expect(plan.dueAt).toBe(nextDueAt(flow, NOW));
  }
});

test('nothing was written and nothing has become due: it is not planned again within five seconds', () => {
  const planOf = createPlans();
  const flow = flowDue(NOW + MINUTE);
  const plan = planOf(flow, calm(NOW));
  expect(planOf(flow, calm(NOW + 5 * SECOND - 1))).toBe(plan);
  expect(planOf({ ...flow }, calm(NOW))).not.toBe(plan);
});

test.each([
  ['five seconds have passed', flowDue(NOW + MINUTE), calm(NOW + 5 * SECOND)],
  ['something has become due', flowDue(NOW + 300), calm(NOW + 300)],
  ['the clock was set back', flowDue(NOW + 5 * SECOND), calm(NOW - 1)],
  ['somebody hurries', flowDue(NOW + 5 * SECOND), { now: NOW, hurry: true }],
])('%s: it is planned again', (_, flow, turn) => {
  const planOf = createPlans();
  const plan = planOf(flow, calm(NOW));
  const again = planOf(flow, turn);
  expect(again).not.toBe(plan);
  expect(again.offers.map(({ step }) => step)).toEqual(nextSteps(flow, turn));
});

test('what was due for whoever hurried is not due for the next one', () => {
  const planOf = createPlans();
  const flow = flowDue(NOW + 5 * SECOND);
  const held = {
    ...flow,
    documents: flow.documents.map((document) => ({
      ...document,
      attempts: document.attempts.map((attempt) => ({
        ...attempt,
        line: { ...attempt.line, failure: { code: 'offline' as const } },
      })),
    })),
  };
  expect(planOf(held, { now: NOW, hurry: true }).offers).toHaveLength(held.documents.length);
  expect(planOf(held, calm(NOW)).offers).toHaveLength(0);
});
