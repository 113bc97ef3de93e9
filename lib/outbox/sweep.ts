import type { Failure } from '@/lib/domain/failed';
import { isPassing } from '@/lib/domain/failed';
import type { Attempt, AttemptIn } from '@/lib/domain/flow';
import { base } from './attempt';
import { MAX_TRIES } from './retry';
import type { Turn } from './steps';

const MINUTE = 60_000;
/** A parked document comes back by itself at most this often: nobody may be looking when an outage ends. */
export const SWEEP_AFTER = 10 * MINUTE;
/** What Atlas was told of six times and never fetched is not told to it at that pace. */
export const UNFETCHED_SWEEP_AFTER = 60 * MINUTE;

const restOf = ({ reason }: Failure) => (reason === 'never-fetched' ? UNFETCHED_SWEEP_AFTER : SWEEP_AFTER);

/** When a parked attempt comes back by itself (epoch ms); `undefined`: it stays. */
export function sweepAt({ failure, parkedAt }: AttemptIn<'parked'>, now: number): number | undefined {
  if (!isPassing(failure)) return undefined;
  // Further off than that in either direction, the clock was set: now is as good as any time.
  const rest = restOf(failure);
  return Math.abs(now - parkedAt) >= rest ? now : parkedAt + rest;
}

/** Whether a parked attempt comes back now: it has rested, or what held it up may just have gone. */
export function isSweepDue(attempt: AttemptIn<'parked'>, { now, hurry }: Turn): boolean {
  const { failure, sweptAt } = attempt;
  const isRested = sweptAt === undefined || Math.abs(now - sweptAt) >= restOf(failure);
  return sweepAt(attempt, now) === now || (hurry && isRested && isPassing(failure));
}

/**
 * Back to where every document starts, under the same `document_id`: an attempt is parked only when Atlas was
 * never told of it or refused it for certain. One try, and it is parked again.
 */
export function unpark(attempt: Attempt, now: number): Attempt {
  if (attempt.state !== 'parked' || !isPassing(attempt.failure)) return attempt;
  const { booked } = attempt.line;
  return {
    ...base(attempt),
    line: { booked, tries: MAX_TRIES - 1, dueAt: now },
    state: 'captured',
    sweptAt: now,
  };
}
