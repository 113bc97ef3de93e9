import type { Attempt, Flow } from '@/lib/domain/flow';

/** An attempt that came to be in another state: enough to tell afterwards what happened, and nothing of the paper. */
export interface Event {
  /** The attempt's id at Atlas. */
  readonly document: string;
  /** `captured>stored`; `>captured` for a new one. */
  readonly states: string;
  readonly code?: string | undefined;
}

/** What a write changed, attempt by attempt. */
export function eventsOf(before: Flow | undefined, after: Flow): Event[] {
  const was = new Map(attemptsOf(before).map((attempt) => [attempt.documentId, attempt]));
  return attemptsOf(after).flatMap((attempt) => {
    const old = was.get(attempt.documentId);
    if (old?.state === attempt.state) return [];
    const { documentId: document, state } = attempt;
    return [{ document, states: `${old?.state ?? ''}>${state}`, code: codeOf(attempt) }];
  });
}

function attemptsOf(flow: Flow | undefined): Attempt[] {
  return flow?.documents.flatMap(({ attempts }) => attempts) ?? [];
}

function codeOf(attempt: Attempt): string | undefined {
  if (attempt.state === 'refused') return attempt.verdictCode;
  return attempt.state === 'parked' ? (attempt.failure.reason ?? attempt.failure.code) : undefined;
}
