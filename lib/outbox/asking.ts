import type { Failure } from '@/lib/domain/failed';
import { remedy } from '@/lib/domain/failed';
import type { Attempt, Flow } from '@/lib/domain/flow';
import { isEnded } from '@/lib/domain/stage';
import { sentSince } from './attempt';
import { canBeAnswered } from './place';
import type { Moment } from './retry';
import { failedLine, served } from './retry';

const HOUR = 3_600_000;
/** How long Atlas is asked for its end, counted from its last answer to a document; it names no longest time itself. */
export const COMPARED_WITHIN = 6 * HOUR;
/** Without an answer it is asked for longer: a night without a network is no answer. */
const COMPARED_WITHIN_SILENCE = 24 * HOUR;

/** Some document Atlas knows of, or may know of, has no verdict yet. */
export function awaitsVerdict(flow: Flow): boolean {
  return flow.documents.some((document) =>
    document.attempts.some(
      (attempt) =>
        attempt.state === 'submitted' ||
        attempt.state === 'fenced' ||
        (attempt.state === 'sent' && canBeAnswered(flow, document, attempt)),
    ),
  );
}

/** Atlas has answered for each document and not said its end, and is asked for that. */
export function awaitsEnd({ comparing }: Flow): boolean {
  return comparing !== undefined && !comparing.isRested;
}

/** Atlas is asked about it. */
export function isAsked(flow: Flow): boolean {
  return awaitsVerdict(flow) || awaitsEnd(flow);
}

/** Since when what is asked for has been asked for (epoch ms). */
export function askedSince(flow: Flow): number {
  if (flow.comparing && !awaitsVerdict(flow)) return flow.comparing.since;
  return Math.max(...flow.documents.flatMap(({ attempts }) => attempts.map(sentSince)));
}

const answered: ReadonlySet<Attempt['state']> = new Set(['read', 'refused']);

/**
 * A flow after an answer, with what is to be known of Atlas's end: begun to be waited for, waited for, or for too long.
 * Records of a time that did not wait for it have nothing of this, and are not asked about anew.
 */
export function withComparing({ comparing: before, ...flow }: Flow, now: number): Flow {
  const isOpen = flow.stages !== undefined && !isEnded(flow.stages) && !awaitsVerdict(flow);
  const isAnswered = flow.documents.some(({ attempts }) => attempts.some(({ state }) => answered.has(state)));
  if (!isOpen || !isAnswered) return flow;
  const since = before?.since ?? now;
  return { ...flow, comparing: isOver(since, now, COMPARED_WITHIN) ? { since, isRested: true } : { since } };
}

/** A flow after no answer: for a document asking never gives up, since it is out there; for the end alone it does. */
export function unanswered(flow: Flow, failure: Failure, moment: Moment): Flow {
  const { comparing } = flow;
  const isOnly = comparing !== undefined && !awaitsVerdict(flow) && remedy[failure.code] !== 'hold';
  if (isOnly && isOver(comparing.since, moment.now, COMPARED_WITHIN_SILENCE))
    return { ...flow, comparing: { ...comparing, isRested: true }, asking: served(flow.asking, moment.now) };
  return { ...flow, asking: failedLine(flow.asking, failure, moment) };
}

/** Told something new, or asked once more by the agent: it is waited for again. */
export function withoutComparing(flow: Flow): Flow {
  const { comparing: _, ...anew } = flow;
  return anew;
}

/** Either way: a clock that was set back must not make it be asked for longer. */
const isOver = (since: number, now: number, ms: number) => Math.abs(now - since) >= ms;
