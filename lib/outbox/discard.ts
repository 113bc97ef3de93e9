import type { Attempt, AttemptIn, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { Failed } from '@/lib/domain/failed';
import { base, isIn, park, withAttempt } from './attempt';
import type { Moment } from './retry';
import { askFirst } from './twin';

const HOUR = 3_600_000;
/** Bytes stay this long after a good verdict, and after a discard, unless the organisation says otherwise. */
export const RELEASE_AFTER = 24 * HOUR;

const unsent: ReadonlySet<Attempt['state']> = new Set(['captured', 'stored', 'parked']);
const atAtlas: ReadonlySet<Attempt['state']> = new Set(['submitted', 'fenced', 'sent', 'read']);

/** Not sent, and nothing of its slot is with Atlas or may be. */
export function canDiscard({ attempts }: FlowDocument): boolean {
  const last = attempts.at(-1);
  return last !== undefined && unsent.has(last.state) && !attempts.some(({ state }) => atAtlas.has(state));
}

/**
 * Takes a document out of the set. Bytes and record stay for a day.
 * @throws Failed `in-the-way` for a document that Atlas has or may have
 */
export function discard(flow: Flow, slotId: string, { now }: Pick<Moment, 'now'>): Flow {
  const document = flow.documents.find((one) => one.slotId === slotId);
  if (!document || !canDiscard(document)) throw new Failed('rejected', { reason: 'in-the-way' });
  return withAttempt(flow, currentAttempt(document).documentId, (attempt) => {
    const failure = attempt.state === 'parked' ? { failure: attempt.failure } : {};
    return { ...base(attempt), ...failure, state: 'discarded', discardedAt: now, released: false };
  });
}

/**
 * Puts a discarded document back to where it was.
 * @throws Failed `gone` once its release has begun
 */
export function restore(flow: Flow, slotId: string, { now }: Pick<Moment, 'now'>): Flow {
  const document = flow.documents.find((one) => one.slotId === slotId);
  const current = document && currentAttempt(document);
  if (current?.state !== 'discarded' || !isRestorable(current, now, flow)) {
    throw new Failed('rejected', { reason: 'gone' });
  }
  const restored = withAttempt(flow, current.documentId, (attempt) => {
    const back = base(attempt);
    if (current.failure) return park(attempt, current.failure, now);
    return { ...back, line: { ...back.line, dueAt: now }, state: 'captured' };
  });
  return askFirst(restored, slotId);
}

/**
 * Takes all that is not sent out of the set for good, and what was discarded before: nothing of it comes back.
 * What Atlas has, or may have, stays as it is.
 */
export function deleteUnsent(flow: Flow, now: number): Flow {
  const documents = flow.documents.map((document): FlowDocument => {
    const current = currentAttempt(document);
    const isGone = current.state === 'discarded' && !current.released;
    if (!isGone && !canDiscard(document)) return document;
    const deleted: Attempt = {
      ...base(current),
      state: 'discarded',
      discardedAt: now,
      deletedAt: now,
      released: false,
    };
    return { ...document, attempts: [...document.attempts.slice(0, -1), deleted] };
  });
  return { ...flow, documents };
}

/** Captures whose bytes the agent has deleted. */
export function deletedCaptures(flow: Flow): string[] {
  return flow.documents.flatMap((document) => {
    const current = currentAttempt(document);
    const isDeleted = current.state === 'discarded' && current.deletedAt !== undefined && !current.released;
    return isDeleted ? document.attempts.map(({ capture }) => capture.captureId) : [];
  });
}

/** The bytes are all there: nothing has been released, nor begun to be. */
export function isRestorable(attempt: AttemptIn<'discarded'>, now: number, grace: Grace): boolean {
  const isWhole = !attempt.released && attempt.deletedAt === undefined;
  return isWhole && attempt.line.tries === 0 && now < releaseAt(attempt, grace);
}

export type Releasable = AttemptIn<'read'> | AttemptIn<'discarded'>;

/** Its bytes are still kept and will go. */
export function isReleasable(attempt: Attempt): attempt is Releasable {
  return (isIn(attempt, 'read') || isIn(attempt, 'discarded')) && !attempt.released;
}

type Grace = Pick<Flow, 'graceMs'>;

/** From when an attempt's bytes may go (epoch ms). */
export function releaseAt(attempt: Releasable, { graceMs = RELEASE_AFTER }: Grace): number {
  if (attempt.state === 'read') return attempt.readAt + graceMs;
  return attempt.deletedAt ?? attempt.discardedAt + graceMs;
}

/** Discarded and released: nothing is left of it but its record. */
export function isOver(document: FlowDocument): boolean {
  const current = currentAttempt(document);
  return current.state === 'discarded' && current.released;
}
