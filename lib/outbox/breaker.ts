import type { Failure } from '@/lib/domain/failed';
import { isPassing } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { Moment } from './retry';
import type { Result, Step } from './steps';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** So many different documents or loans in a row, and the cause is not theirs. One alone opens nothing. */
const FAILING = 3;
const FIRST_WAIT = 5 * SECOND;
const LONGEST_WAIT = MINUTE;
/** An opening as long as this was an outage, and its end is worth trying everything for. */
const OUTAGE = 2 * MINUTE;

/** What a step needs most: broker and object store, or Atlas with the broker's grant. */
export type Side = 'storage' | 'atlas';

const sides: Readonly<Record<Step['do'], Side>> = {
  store: 'storage',
  fence: 'storage',
  release: 'storage',
  abandon: 'storage',
  open: 'atlas',
  submit: 'atlas',
  ask: 'atlas',
};
export const sideOf = (step: Step): Side => sides[step.do];

/** Whom a step is about: a document while it is stored, else its flow. */
export const whoseIs = (flow: Flow, step: Step) => (step.do === 'store' ? step.documentId : flow.flowId);

/*
 * closed ── the third in a row fails for a cause that is not its own ──> open: nobody tries until `until`
 *   ^                                                                     │            ^
 *   └───────────────── it succeeds, or is refused for itself ── one probe ┴── it fails ┘
 */
export interface Breaker {
  /** Who failed since the last success, the latest last. */
  readonly failing: readonly string[];
  /** Probes that failed since it opened. */
  readonly probes: number;
  /** Open until then (epoch ms); `undefined`: closed. */
  readonly until?: number;
  /** Since when it has been open. */
  readonly openedAt?: number;
  /** The other side has asked for a pause until then: not even an agent who looks ends it. */
  readonly pausedUntil?: number;
}
export const closed: Breaker = { failing: [], probes: 0 };

/** What has become of the breaker after a step ended so; `failure` absent: it went well. */
export function heard(
  breaker: Breaker,
  who: string,
  failure: Failure | undefined,
  { now, random }: Pick<Moment, 'now' | 'random'>,
): Breaker {
  // A refusal is an answer: the other side is there.
  if (!failure || !isPassing(failure)) return closed;
  const failing = [...breaker.failing.filter((one) => one !== who), who];
  if (failing.length < FAILING) return { failing, probes: 0 };
  // What was under way when it opened is no probe.
  if (breaker.until !== undefined && now < breaker.until) return { ...breaker, failing };
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** breaker.probes);
  const wait = Math.max(failure.retryAfterMs ?? 0, Math.ceil(ceiling * (0.5 + 0.5 * random())));
  const paused = failure.retryAfterMs === undefined ? {} : { pausedUntil: now + failure.retryAfterMs };
  const openedAt = breaker.openedAt ?? now;
  return { failing, probes: breaker.probes + 1, until: now + wait, openedAt, ...paused };
}

/**
 * Whether a breaker that has closed may bring forward what was held up. Not after a short trouble: a side that answers
 * every other time would have everybody use up all tries at once.
 */
export function endsOutage(before: Breaker, after: Breaker, now: number): boolean {
  if (before.until === undefined || after.until !== undefined) return false;
  return before.openedAt !== undefined && now - before.openedAt >= OUTAGE;
}

/** How many may try now. `busy`: a step is under way on this side. */
export function allows(
  { until, pausedUntil = -Infinity }: Breaker,
  { now, hurry, busy }: { readonly now: number; readonly hurry: boolean; readonly busy: boolean },
): 'all' | 'one' | 'none' {
  if (until === undefined) return 'all';
  if (busy) return 'none';
  // A pause longer than any is the work of a clock that jumped.
  const isOver = now >= until || until - now > HOUR;
  return isOver || (hurry && now >= pausedUntil) ? 'one' : 'none';
}

/** Who probes: whoever has not failed yet, else who failed the longest ago, so that nobody does it for ever. */
export function pickProbe<T extends { readonly who: string }>({ failing }: Breaker, offers: readonly T[]) {
  return offers.toSorted((a, b) => failing.indexOf(a.who) - failing.indexOf(b.who)).slice(0, 1);
}

/** What the records say to a worker that has just started: with many held up, one tries first. */
export function suspected(flows: readonly Flow[], side: Side, now: number): Breaker {
  const failed = ({ failure }: { readonly failure?: Failure | undefined }) => failure && isPassing(failure);
  const failing = flows.flatMap((flow) => {
    if (side === 'atlas') {
      return [flow.opening, flow.submitting, flow.asking].some(failed) ? [flow.flowId] : [];
    }
    const waiting = flow.documents.map(currentAttempt).filter(({ state }) => state === 'captured');
    return waiting.filter(({ line }) => failed(line)).map(({ documentId }) => documentId);
  });
  return failing.length < FAILING ? closed : { failing, probes: 0, until: now };
}

/** How a step failed, if it did. */
export function failureOf({ outcome }: Result): Failure | undefined {
  return outcome.ended === 'done' ? undefined : outcome.failure;
}
