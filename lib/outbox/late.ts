import type { Evidence } from '@/lib/contract/broker';
import { Failed } from '@/lib/domain/failed';
import type { Attempt, AttemptIn, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { newAttempt } from './actions';
import { base, withAttempt } from './attempt';
import type { Moment } from './retry';

const MINUTE = 60_000;
/** A verdict that takes longer than this is late: the agent is told, and may re-run the document. */
export const LATE_AFTER = 10 * MINUTE;
/** Atlas is asked every few seconds in the first two minutes: what is unclear for longer is so for a reason. */
export const CHECKED_WITHIN = 3 * MINUTE;

/** Atlas has had it for longer than it usually takes. */
export function isLate({ sentAt }: AttemptIn<'sent'>, now: number): boolean {
  // Either way: a clock set back must not make the agent wait for as long again.
  return Math.abs(now - sentAt) > LATE_AFTER;
}

/** Since when it is in a stage on the way to Atlas, and how long that usually takes at the most. */
function stageOf(attempt: Attempt): { since: number | undefined; usual: number } | undefined {
  switch (attempt.state) {
    case 'captured':
    case 'stored':
      return { since: attempt.wantedAt, usual: LATE_AFTER };
    case 'submitted':
      return { since: attempt.submittedAt, usual: CHECKED_WITHIN };
    case 'fenced':
      return { since: attempt.fencedAt, usual: CHECKED_WITHIN };
    default:
      return undefined;
  }
}

/** The agent has sent it, and for longer than its stage usually takes it has not been shown to be with Atlas. */
export function isSlow(attempt: Attempt, now: number): boolean {
  const { since, usual = 0 } = stageOf(attempt) ?? {};
  return attempt.wanted && since !== undefined && Math.abs(now - since) > usual;
}

/** Slow, and whether Atlas was told is not known: it may be fenced before its time, which can double nothing. */
export function canResend(attempt: Attempt, now: number): boolean {
  return attempt.state === 'submitted' && attempt.rerunAt === undefined && isSlow(attempt, now);
}

/** The agent wants another attempt, and the old one's `file_url` is not withdrawn yet. */
export function isLeaving(attempt: Attempt): attempt is AttemptIn<'sent' | 'submitted'> {
  return (attempt.state === 'sent' || attempt.state === 'submitted') && attempt.rerunAt !== undefined;
}

/** The agent wants to know now. A pause that the other side asked for is a pause; what nobody asks for any more is asked for once. */
export function checkNow({ comparing, ...flow }: Flow, { now }: Pick<Moment, 'now'>): Flow {
  const awaited = comparing ? { ...flow, comparing: { since: comparing.since } } : flow;
  if (flow.asking.failure?.retryAfterMs !== undefined) return awaited;
  return { ...awaited, asking: { ...flow.asking, dueAt: now } };
}

/**
 * The agent does not wait any longer: the old attempt is fenced, then the same bytes go as a new one.
 * @throws Failed `in-the-way` for what is not told to Atlas, or neither late nor slow
 */
export function rerunLate(flow: Flow, slotId: string, { now }: Pick<Moment, 'now'>): Flow {
  const document = flow.documents.find((one) => one.slotId === slotId);
  const current = document && currentAttempt(document);
  if (!current || !(canResend(current, now) || (current.state === 'sent' && isLate(current, now))))
    throw new Failed('rejected', { reason: 'in-the-way' });
  return withAttempt(checkNow(flow, { now }), current.documentId, (attempt) =>
    attempt.state === 'sent' || attempt.state === 'submitted' ? { ...attempt, rerunAt: now } : attempt,
  );
}

/**
 * What the fence makes of an attempt the agent gave up. Never fetched: it goes the way of every fenced attempt, and
 * nothing is doubled. Fetched: Atlas may still read it, so it stays beside the new one.
 */
export function leave(
  document: FlowDocument,
  seen: Evidence[number] | undefined,
  moment: Moment,
): FlowDocument {
  const current = currentAttempt(document);
  if (current.state !== 'sent' || !isLeaving(current) || seen?.withdrawnAt === undefined) return document;
  const { sentAt, fileUuid, batchId } = current;
  const before = document.attempts.slice(0, -1);
  if (seen.fetchedAt === undefined) {
    return {
      ...document,
      attempts: [...before, { ...base(current), state: 'fenced', fencedAt: moment.now }],
    };
  }
  const ids = { ...(fileUuid && { fileUuid }), ...(batchId && { batchId }) };
  const old: Attempt = { ...base(current), state: 'sent', sentAt, ...ids };
  return { ...document, attempts: [...before, old, newAttempt(current.capture, true, moment)] };
}

const read: ReadonlySet<Attempt['state']> = new Set(['submitted', 'sent', 'read']);

/** Earlier attempts of the slot that Atlas may have read as well, by their place from 0. */
export function rivals({ attempts }: FlowDocument): Array<{ attempt: Attempt; place: number }> {
  return attempts
    .slice(0, -1)
    .map((attempt, place) => ({ attempt, place }))
    .filter(({ attempt }) => read.has(attempt.state));
}
