import type { Flow } from '@/lib/domain/flow';
import type { Breaker, Side } from './breaker';
import { allows, endsOutage, failureOf, heard, pickProbe, sideOf, suspected, whoseIs } from './breaker';
import type { Moment } from './retry';
import type { Result, Step } from './steps';

/** A step that is due and has a lane. */
export interface Offer {
  readonly flow: Flow;
  readonly step: Step;
  readonly lane: string;
  readonly who: string;
}

export interface Round {
  readonly now: number;
  readonly hurry: boolean;
}

/** The two breakers of one drain: they live as long as the worker, and a new one reads the records first. */
export function createGates() {
  const breakers = new Map<Side, Breaker>();
  let hasReopened = false;

  return {
    /** Of the offers on one side those that may go now, and when (epoch ms) to look again if not all may. */
    let(side: Side, offers: readonly Offer[], flows: readonly Flow[], round: Round & { busy: boolean }) {
      const breaker = breakers.get(side) ?? suspected(flows, side, round.now);
      breakers.set(side, breaker);
      const many = allows(breaker, round);
      if (many === 'all') return { may: offers };
      const may = many === 'one' ? pickProbe(breaker, offers) : [];
      return offers.length > may.length ? { may, againAt: breaker.until } : { may };
    },

    heard(flow: Flow, step: Step, result: Result, moment: Pick<Moment, 'now' | 'random'>): void {
      const side = sideOf(step);
      const before = breakers.get(side);
      if (!before) return;
      const after = heard(before, whoseIs(flow, step), failureOf(result), moment);
      breakers.set(side, after);
      hasReopened ||= endsOutage(before, after, moment.now);
    },

    /** Whether an outage has ended since the last call: what held lines up may have gone. */
    reopened(): boolean {
      const was = hasReopened;
      hasReopened = false;
      return was;
    },
  };
}
export type Gates = ReturnType<typeof createGates>;
