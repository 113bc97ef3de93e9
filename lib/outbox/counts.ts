import type { Attempt, Flow } from '@/lib/domain/flow';
import { currentAttempt } from '@/lib/domain/flow';
import { canDiscard } from './discard';

const waits: ReadonlySet<Attempt['state']> = new Set(['captured', 'stored', 'submitted', 'fenced', 'parked']);

/** Documents on this device that Atlas has not been shown to hold. */
export function waitingCount(flows: readonly Flow[]): number {
  return flows
    .flatMap(({ documents }) => documents)
    .filter((document) => waits.has(currentAttempt(document).state)).length;
}

/** Documents that their agent may delete from this device: not sent, and nothing of them is with Atlas. */
export function unsentCount(flows: readonly Flow[]): number {
  return flows.flatMap(({ documents }) => documents).filter(canDiscard).length;
}
