import type { DocumentView } from '@/lib/contract/flow-view';

const failedStates: ReadonlySet<DocumentView['state']> = new Set(['refused', 'parked']);
const unsentStates: ReadonlySet<DocumentView['state']> = new Set(['captured', 'stored']);
const judgedStates: ReadonlySet<DocumentView['state']> = new Set(['read', 'refused']);

/** Refused by Atlas, or out of the line. */
export function isFailed({ state }: DocumentView): boolean {
  return failedStates.has(state);
}

/** The same bytes may go once more: not when they are gone. */
export function canRerun(document: DocumentView): boolean {
  return isFailed(document) && document.failure?.reason !== 'gone';
}

/** Still the agent's to send: captured, and Send not pressed for it. */
export function isUnsent({ state, wanted }: DocumentView): boolean {
  return !wanted && unsentStates.has(state);
}

/** Atlas has said what it makes of it. */
export function isJudged({ state }: DocumentView): boolean {
  return judgedStates.has(state);
}

export function isDiscarded({ state }: DocumentView): boolean {
  return state === 'discarded';
}
