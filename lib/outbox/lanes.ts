import type { Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import type { Parcel } from './deliver';
import type { Offer } from './gates';
import { LARGEST_PART } from './pace';
import type { Step, StepOf } from './steps';

/** Captures stored at a time. */
const LANES = 6;
/** Sealed bytes on their way at a time; of a large capture one part is. */
const BYTES_UNDER_WAY = 24 * 1_024 * 1_024;

/** What may not be done twice at a time. */
export function laneOf(flow: Flow, step: Step): string {
  // By the capture: attempts of one share what the store has of it, and nothing gives up parts that are on their way.
  if (step.do === 'store' || step.do === 'abandon') return `store ${captureOf(flow, step)}`;
  return step.do === 'release' ? `release ${step.slotId}` : `atlas ${flow.flowId}`;
}

function captureOf(flow: Flow, { documentId }: StepOf<'store' | 'abandon'>): string {
  const attempts = flow.documents.flatMap((document) => document.attempts);
  return attempts.find((one) => one.documentId === documentId)?.capture.captureId ?? documentId;
}

/** What is to be stored among them. */
export function parcelsOf(offers: readonly Offer[]): Parcel[] {
  return offers.flatMap(({ flow, step }) => {
    if (step.do !== 'store') return [];
    const { slotId, documentId } = step;
    const attempts = flow.documents.find((one) => one.slotId === slotId)?.attempts ?? [];
    const attempt = attempts.find((one) => one.documentId === documentId);
    return attempt ? [{ flow, slotId, attempt }] : [];
  });
}

/** The worker's hands: so many captures, and so many of their bytes, at a time. */
export function createRoom() {
  const carries = new Map<string, number>();
  let bytes = 0;
  return {
    /** Whether a step may start now. Everything but storing has room always. */
    has(flow: Flow, step: Step): boolean {
      if (step.do !== 'store') return true;
      return carries.size < LANES && bytes + bytesOf(flow, step.slotId) <= BYTES_UNDER_WAY;
    },
    take(lane: string, flow: Flow, step: Step): void {
      if (step.do !== 'store') return;
      const size = bytesOf(flow, step.slotId);
      carries.set(lane, size);
      bytes += size;
    },
    leave(lane: string): void {
      bytes -= carries.get(lane) ?? 0;
      carries.delete(lane);
    },
  };
}

function bytesOf(flow: Flow, slotId: string): number {
  const document = flow.documents.find((one) => one.slotId === slotId);
  return Math.min(LARGEST_PART, document ? currentAttempt(document).capture.sealed.size : 0);
}
