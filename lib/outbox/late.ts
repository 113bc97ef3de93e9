import type { Evidence } from '@/lib/contract/broker';
import { Failed } from '@/lib/domain/failed';
import type { Attempt, AttemptIn, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { newAttempt } from './actions';
import { base, withAttempt } from './attempt';
import type { Moment } from './retry';

/** A verdict that takes longer than this is late: the agent is told, and may re-run the document. */
export const LATE_AFTER = 600_000;

/** Atlas has had it for longer than it usually takes. */
export function isLate({ sentAt }: AttemptIn<'sent'>, now: number): boolean {
  // Either way: a clock set back must not make the agent wait for as long again.
  return Math.abs(now - sentAt) > LATE_AFTER;
}

const underWay: ReadonlySet<Attempt['state']> = new Set(['captured', 'stored', 'submitted', 'fenced']);

/** The agent has sent it, and for longer than usual it has not been shown to be with Atlas. */
export function isSlow({ state, wanted, wantedAt }: Attempt, now: number): boolean {
  return wanted && underWay.has(state) && wantedAt !== undefined && Math.abs(now - wantedAt) > LATE_AFTER;
}

/** The agent wants another attempt, and the old one's `file_url` is not withdrawn yet. */
export function isLeaving(attempt: Attempt): attempt is AttemptIn<'sent'> {
  return attempt.state === 'sent' && attempt.rerunAt !== undefined;
}

/**
 * The agent does not wait any longer: the old attempt is fenced, then the same bytes go as a new one.
 * @throws Failed `in-the-way` for what is not sent, or not late
 */
export function rerunLate(flow: Flow, slotId: string, { now }: Pick<Moment, 'now'>): Flow {
  const document = flow.documents.find((one) => one.slotId === slotId);
  const current = document && currentAttempt(document);
  if (current?.state !== 'sent' || !isLate(current, now))
    throw new Failed('rejected', { reason: 'in-the-way' });
  const asking = { ...flow.asking, dueAt: now };
  return withAttempt({ ...flow, asking }, current.documentId, () => ({ ...current, rerunAt: now }));
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
  if (!isLeaving(current) || seen?.withdrawnAt === undefined) return document;
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
