import type { Flow } from '@/lib/domain/flow';
import { whoseIs } from './breaker';
import type { Offer } from './gates';
import { laneOf } from './lanes';
import type { Turn } from './steps';
import { nextDueAt, nextSteps } from './steps';

/** How long a plan holds, in milliseconds: what hangs on the age of something is seen that late at most. */
const HOLDS = 5_000;

/** What a flow needs, as it looked at one moment. */
export interface Plan {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly offers: readonly Offer[];
  /** When the flow has something to do next; `undefined`: it is at rest. */
  readonly dueAt: number | undefined;
}

/**
 * Plans flows, each again when it was written, when something of it becomes due, and every five seconds. A pass looks at all
 * flows after each step; planning five hundred documents for each of them was most of what a worker allocated.
 */
export function createPlans() {
  const plans = new WeakMap<Flow, Plan>();

  return function planOf(flow: Flow, turn: Turn): Plan {
    const made = plans.get(flow);
    if (made && holds(made, turn)) return made;
    const offers = nextSteps(flow, turn).map((step): Offer => ({
      flow,
      step,
      lane: laneOf(flow, step),
      who: whoseIs(flow, step),
    }));
    const plan = { madeAt: turn.now, offers, dueAt: nextDueAt(flow, turn.now) };
    // What is due only because somebody hurries is not due the next time.
    if (!turn.hurry) plans.set(flow, plan);
    return plan;
  };
}

function holds({ madeAt, dueAt = Infinity }: Plan, { now, hurry }: Turn): boolean {
  const isRecent = now >= madeAt && now - madeAt < HOLDS;
  return !hurry && isRecent && (dueAt <= madeAt || now < dueAt);
}
