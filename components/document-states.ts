import type { DocumentView } from '@/lib/contract/flow-view';
import type { Failure } from '@/lib/domain/failed';
import { needsNobody } from '@/lib/domain/failed';

const failedStates: ReadonlySet<DocumentView['state']> = new Set(['refused', 'parked']);
const unsentStates: ReadonlySet<DocumentView['state']> = new Set(['captured', 'stored']);
const judgedStates: ReadonlySet<DocumentView['state']> = new Set(['read', 'refused']);

/** Refused by Atlas, or out of the line. */
export function isFailed({ state }: DocumentView): boolean {
  return failedStates.has(state);
}

/** Out of the line for a cause that passes: it needs nobody. */
export function comesBack({
  state,
  failure,
}: Pick<DocumentView, 'state'> & { failure?: Failure | undefined }) {
  return state === 'parked' && failure !== undefined && needsNobody(failure);
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

/** Something below its words can be done already: all that can be done stands there, in one line. */
export function hasWays({ isSlow, isLate, original }: DocumentView): boolean {
  return isSlow || isLate || original !== undefined;
}
