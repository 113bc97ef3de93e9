import type { Capture } from '@/lib/domain/capture';
import type { Flow } from '@/lib/domain/flow';
import { addCapture, newFlow } from '@/lib/outbox/actions';
import type { Moment } from '@/lib/outbox/retry';
import { createChance } from './fake-world';

export const owner = { tenantId: 'tenant-1', agentId: 'agent-1' };

/** A moment whose ids count up, so that a test can be read. */
export function createMoments(start = 1_000_000) {
  const chance = createChance(7);
  let ids = 0;
  let now = start;
  return {
    at: (): Moment => ({ now, random: chance, id: () => uuidOf((ids += 1)) }),
    pass(ms: number) {
      now += ms;
    },
  };
}

export function uuidOf(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

export function buildCapture(n: number, over: Partial<Capture> = {}): Capture {
  return {
    captureId: uuidOf(9_000 + n),
    opened: { sha256: hexOf(n), size: 1_000 + n, contentType: 'image/jpeg' },
    sealed: { sha256: hexOf(1_000 + n), size: 1_081 + n, keyId: 'k1' },
    source: 'file',
    capturedAt: 1_000_000,
    ...over,
  };
}

/** A device that has the bytes of every capture built here. */
export const heldAll: ReadonlySet<string> = new Set(
  Array.from({ length: 100 }, (_, n) => buildCapture(n).captureId),
);

/** A flow of `kinds.length` fresh captures. */
export function buildFlow(moment: Moment, kinds: readonly string[] = ['AADHAAR', 'PAN']): Flow {
  const added = kinds.map((kind, index) => ({
    slotId: uuidOf(5_000 + index),
    kind,
    capture: buildCapture(index),
  }));
  const [first, ...others] = added;
  if (!first) throw new RangeError('a flow has a document');
  const flow = newFlow(owner, { loanId: 'CDL-1', productType: 'POC_CDL' }, first, moment);
  return others.reduce((next, each) => addCapture(next, each, moment), flow);
}

function hexOf(n: number): string {
  return n.toString(16).padStart(64, '0');
}
