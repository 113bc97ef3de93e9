import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { remedy } from '@/lib/domain/failed';
import { withAttempt } from './attempt';
import { isOver } from './discard';
import { LEAST_PART } from './pace';
import type { Moment } from './retry';
import { book, failedLine, MAX_TRIES, served } from './retry';
import type { ResultOf } from './steps';

/*
 * Uploads in parts that nobody will finish: what was sent of a capture before the agent replaced it, or let it go for
 * good. The attempt is withdrawn first, so that nothing can begin its upload again, then the parts are given up.
 * Best effort: after some tries the bucket's own rule has to do.
 */

const dead: ReadonlySet<Attempt['state']> = new Set(['withdrawn', 'parked', 'discarded']);

/** Attempts of a document whose capture is sent under no other, and of which the store may hold parts. */
function abandonedOf(document: FlowDocument): Attempt[] {
  const { attempts } = document;
  // A discard can be undone until its bytes go, and then what was sent is worth having.
  const over = isOver(document) ? attempts : attempts.slice(0, -1);
  if (!over.some(mayHaveParts)) return [];
  const isLive = (one: Attempt) => !over.includes(one) || !dead.has(one.state);
  const live = new Set(attempts.filter(isLive).map(({ capture }) => capture.captureId));
  return over.filter((one) => mayHaveParts(one) && !live.has(one.capture.captureId));
}

function mayHaveParts({ capture, line, isAbandoned }: Attempt): boolean {
  return !isAbandoned && line.booked > 0 && capture.sealed.size > LEAST_PART;
}

/** All of a flow, with their slots. */
export function abandoned(flow: Flow): Array<{ slotId: string; attempt: Attempt }> {
  return flow.documents.flatMap((document) =>
    abandonedOf(document).map((attempt) => ({ slotId: document.slotId, attempt })),
  );
}

/** Counts the try; `undefined`: its capture is needed after all. */
export function beginAbandon(flow: Flow, documentId: string, moment: Moment) {
  const found = abandoned(flow).find(({ attempt }) => attempt.documentId === documentId);
  if (!found) return undefined;
  const line = book(found.attempt.line, moment);
  return {
    flow: withAttempt(flow, documentId, (attempt) => ({ ...attempt, line })),
    booked: line.booked,
  };
}

export function settleAbandon(
  flow: Flow,
  booked: number,
  { step, outcome }: ResultOf<'abandon'>,
  moment: Moment,
): Flow {
  return withAttempt(flow, step.documentId, (attempt) => {
    const { line } = attempt;
    if (line.booked !== booked) return attempt;
    const isGivenUp =
      outcome.ended !== 'done' && (remedy[outcome.failure.code] === 'stop' || line.tries >= MAX_TRIES);
    if (outcome.ended === 'done' || isGivenUp) {
      return { ...attempt, line: served(line, moment.now), isAbandoned: true };
    }
    return { ...attempt, line: failedLine(line, outcome.failure, moment) };
  });
}
