import type { Evidence } from '@/lib/contract/broker';
import type { Attempt, FlowDocument } from '@/lib/domain/flow';
import { accept, base, refuse, unclear } from './attempt';
import type { Moment } from './retry';
import { freshLine } from './retry';
import type { Verdict } from './steps';

/** Attempts in a row that Atlas never fetched; each took ten minutes and a fence. */
const MOST_RENEWALS = 6;

/** What one round of asking brought. */
export interface Facts {
  readonly terminal: boolean;
  readonly verdicts: readonly Verdict[];
  readonly evidence: Evidence;
}

/** What an answer of Atlas and the broker's notes make of one document's attempts. */
export function judge(document: FlowDocument, facts: Facts, moment: Moment): FlowDocument {
  const attempts = withoutNeedless(
    document.attempts.map((attempt) => judgeAttempt(attempt, facts, moment.now)),
  );
  const last = attempts.at(-1);
  if (last?.state !== 'withdrawn' || document.attempts.at(-1)?.state !== 'fenced')
    return { ...document, attempts };
  // The old one can no longer be fetched and was not read: only now may the same bytes go again.
  const again = {
    documentId: moment.id(),
    capture: last.capture,
    wanted: true,
    wantedAt: moment.now,
    line: freshLine(moment.now),
  };
  // Told to Atlas again and again without a word: the agent must hear of it. It comes back by itself, hourly.
  const next: Attempt = isHopeless(attempts)
    ? {
        ...again,
        state: 'parked',
        parkedAt: moment.now,
        failure: { code: 'timeout', reason: 'never-fetched' },
      }
    : { ...again, state: 'captured' };
  return { ...document, attempts: [...attempts, next] };
}

/** The last attempts all went out without a trace. */
function isHopeless(attempts: readonly Attempt[]): boolean {
  const tail = attempts.slice(-MOST_RENEWALS);
  return tail.length === MOST_RENEWALS && tail.every(({ state }) => state === 'withdrawn');
}

const untold: ReadonlySet<Attempt['state']> = new Set(['captured', 'stored', 'parked']);

/** A re-run that Atlas has not been told of is not needed any more once the attempt before it has been read. */
function withoutNeedless(attempts: readonly Attempt[]): Attempt[] {
  const [last, before] = [attempts.at(-1), attempts.at(-2)];
  const isSame = last?.capture.captureId === before?.capture.captureId;
  const isNeedless = last && untold.has(last.state) && before?.state === 'read' && isSame;
  return attempts.slice(0, isNeedless ? -1 : undefined);
}

function judgeAttempt(attempt: Attempt, facts: Facts, now: number): Attempt {
  const isListedTwice = facts.verdicts.some(
    (one) => one.isListedTwice && one.documentId === attempt.documentId,
  );
  const judged = judgeState(attempt, facts, now);
  // It stays: that Atlas shows one of the two later does not undo the other.
  return isListedTwice ? { ...judged, isListedTwice } : judged;
}

function judgeState(attempt: Attempt, { terminal, verdicts, evidence }: Facts, now: number): Attempt {
  if (attempt.state !== 'submitted' && attempt.state !== 'sent' && attempt.state !== 'fenced') return attempt;
  const verdict = verdicts.find(({ documentId }) => documentId === attempt.documentId);
  const fetched =
    evidence.find(({ documentId }) => documentId === attempt.documentId)?.fetchedAt !== undefined;
  const { state } = attempt;
  // A fenced attempt that Atlas could not fetch fails there by our own doing: that is no verdict.
  const counts = verdict && !(state === 'fenced' && verdict.errorCode && !fetched) ? verdict : undefined;
  if (counts?.errorCode) return refuse(attempt, counts.errorCode, counts.documentType, now);
  if (counts?.hasFields) {
    return {
      ...base(attempt),
      state: 'read',
      readAt: now,
      documentType: counts.documentType,
      released: false,
    };
  }
  if (counts && terminal) return refuse(attempt, 'NO_RESULT', counts.documentType, now);
  if (state === 'sent') return attempt;
  if (counts || fetched) return accept(attempt, now, {});
  return state === 'fenced' ? { ...base(attempt), state: 'withdrawn', withdrawnAt: now } : unclear(attempt);
}
