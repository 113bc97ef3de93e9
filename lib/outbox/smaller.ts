import { Failed } from '@/lib/domain/failed';
import type { Attempt, Flow, FlowDocument } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { addCapture, isReplaceable } from './actions';
import type { Moment } from './retry';

/*
 * A picture that a line lets through in no way, and the smaller one in its place. Nothing on this device opens a
 * seal, so the smaller one is made of a photo that the agent brings again. The first one stays in the slot's history
 * and its bytes stay on the device until the slot's bytes go, a day after a good verdict.
 */

/** At most this share of what was refused: where that does not go through either, a smaller one is offered again. */
const SHARE = 0.5;
/** Below it no text is left to read (bytes). */
const LEAST_CEILING = 65_536;

/** How many bytes a smaller picture may have; `undefined`: none is called for. */
export function ceilingFor(attempt: Attempt): number | undefined {
  if (attempt.state !== 'parked' || attempt.failure.reason !== 'too-large-for-line') return undefined;
  const { size, contentType } = attempt.capture.opened;
  const ceiling = Math.floor(size * SHARE);
  return contentType.startsWith('image/') && ceiling >= LEAST_CEILING ? ceiling : undefined;
}

/**
 * What a smaller picture for a slot must be, and what it takes the place of.
 * @throws Failed `in-the-way` when the slot does not wait for one
 */
export function reductionOf(flow: Flow | undefined, slotId: string) {
  const document = flow?.documents.find((one) => one.slotId === slotId);
  const attempt = document && currentAttempt(document);
  const ceiling = attempt && ceilingFor(attempt);
  if (!attempt || ceiling === undefined) {
    throw new Failed('rejected', { reason: 'in-the-way', detail: 'no smaller one is wanted' });
  }
  const { captureId, opened } = attempt.capture;
  return { ceiling, from: { captureId, sha256: opened.sha256 } };
}

/** The attempt with the picture as it was first taken, while the smaller one may still be exchanged for it. */
export function originalOf(document: FlowDocument): Attempt | undefined {
  const current = currentAttempt(document);
  if (!isReplaceable(current)) return undefined;
  let found: Attempt | undefined;
  let from = current.capture.reducedFrom;
  // Each is older than the one made of it, so one look back is enough.
  for (const attempt of document.attempts.toReversed()) {
    if (attempt.capture.captureId !== from?.captureId) continue;
    found = attempt;
    from = attempt.capture.reducedFrom ?? from;
  }
  return found;
}

/**
 * Sends the picture as it was first taken after all, as a new attempt.
 * @throws Failed `in-the-way` when there is none, or the smaller one is on its way
 */
export function takeOriginal(flow: Flow, slotId: string, moment: Moment): Flow {
  const document = flow.documents.find((one) => one.slotId === slotId);
  const original = document && originalOf(document);
  if (!document || !original) throw new Failed('rejected', { reason: 'in-the-way' });
  return addCapture(flow, { slotId, kind: document.kind, capture: original.capture }, moment);
}
