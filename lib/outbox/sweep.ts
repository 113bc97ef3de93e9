import type { Code, Failure } from '@/lib/domain/failed';
import type { Attempt, AttemptIn } from '@/lib/domain/flow';
import { base } from './attempt';
import { MAX_TRIES } from './retry';
import type { Turn } from './steps';

/** A parked document comes back by itself at most this often. */
export const SWEEP_AFTER = 3_600_000;

/** Causes that are not about the document and may go by themselves. */
const passing: ReadonlySet<Code> = new Set([
  'offline',
  'timeout',
  'unavailable',
  'throttled',
  'unauthorized',
  'unreadable',
  'full',
]);

/** Whether what parked a document may pass without anybody touching the document. */
export function isPassing({ code }: Failure): boolean {
  return passing.has(code);
}

/** When a parked attempt comes back by itself (epoch ms); `undefined`: it stays. */
export function sweepAt({ failure, parkedAt }: AttemptIn<'parked'>, now: number): number | undefined {
  if (!isPassing(failure)) return undefined;
  // Further off than that in either direction, the clock was set: now is as good as any time.
  return Math.abs(now - parkedAt) >= SWEEP_AFTER ? now : parkedAt + SWEEP_AFTER;
}

/** Whether a parked attempt comes back now: an hour has passed, or what held it up may just have gone. */
export function isSweepDue(attempt: AttemptIn<'parked'>, { now, hurry }: Turn): boolean {
  const { failure, sweptAt } = attempt;
  const isRested = sweptAt === undefined || Math.abs(now - sweptAt) >= SWEEP_AFTER;
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
