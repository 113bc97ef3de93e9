import type { Failure } from '@/lib/domain/failed';
import type { Attempt, AttemptIn, Flow } from '@/lib/domain/flow';
import { served } from './retry';

/* The ways one attempt changes. Each leaves alone an attempt that is not where it could change so. */

export function isIn<S extends Attempt['state']>(attempt: Attempt, state: S): attempt is AttemptIn<S> {
  return attempt.state === state;
}

/** What every state has; the line is served, since a change of state is a success of its kind. */
export function base({ documentId, capture, wanted, wantedAt, line, sweptAt, isListedTwice }: Attempt) {
  const since = wantedAt === undefined ? {} : { wantedAt };
  const swept = sweptAt === undefined ? {} : { sweptAt };
  const twice = isListedTwice ? { isListedTwice } : {};
  return { documentId, capture, wanted, ...since, line: served(line, line.dueAt), ...swept, ...twice };
}

/** The intent, stored before Atlas is told. */
export function intend(attempt: Attempt, now: number): Attempt {
  if (attempt.state !== 'stored') return attempt;
  return { ...attempt, state: 'submitted', submittedAt: now, unclear: false };
}

export function unclear(attempt: Attempt): Attempt {
  return isIn(attempt, 'submitted') ? { ...attempt, unclear: true } : attempt;
}

/** A definite refusal: Atlas did not take it, so it may be told again under the same id. */
export function takeBack(attempt: Attempt): Attempt {
  if (attempt.state !== 'submitted') return attempt;
  return { ...base(attempt), state: 'stored' };
}

export function accept(
  attempt: Attempt,
  now: number,
  ids: { fileUuid?: string | undefined; batchId?: string | undefined },
): Attempt {
  if (attempt.state !== 'submitted' && attempt.state !== 'fenced') return attempt;
  const { fileUuid, batchId } = ids;
  return {
    ...base(attempt),
    state: 'sent',
    sentAt: now,
    ...(fileUuid && { fileUuid }),
    ...(batchId && { batchId }),
  };
}

export function refuse(attempt: Attempt, verdictCode: string, documentType: string, now: number): Attempt {
  return {
    ...base(attempt),
    state: 'refused',
    refusedAt: now,
    verdictCode: verdictCode.slice(0, 60),
    documentType,
  };
}

export function park(attempt: Attempt, failure: Failure, now: number): Attempt {
  return { ...base(attempt), state: 'parked', parkedAt: now, failure };
}

/** Since when Atlas has been at work on an attempt (epoch ms); 0: it is not. */
export function sentSince(attempt: Attempt): number {
  if (attempt.state === 'sent') return attempt.sentAt;
  return attempt.state === 'submitted' ? attempt.submittedAt : 0;
}

export function withAttempt(flow: Flow, documentId: string, change: (attempt: Attempt) => Attempt): Flow {
  const documents = flow.documents.map((document) => ({
    ...document,
    attempts: document.attempts.map((attempt) =>
      attempt.documentId === documentId ? change(attempt) : attempt,
    ),
  }));
  return { ...flow, documents };
}
