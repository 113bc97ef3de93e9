import type { UploadSlot } from '@/lib/contract/broker';
import type { World } from '@/lib/world';
import type { Parcel } from './deliver';

const SECOND = 1_000;
/** How long an address may wait for its turn. The broker lets none live for less than twice that. */
const KEEPS = 30 * SECOND;

/** What was signed, by `document_id`. What is missing was refused, forgotten or could not be read. */
export type Slots = ReadonlyMap<string, UploadSlot>;

interface Kept {
  readonly captureId: string;
  /** Absent: given out already. Until it is stored it still stands among what is to be stored. */
  readonly slots?: Promise<Slots>;
  /** By the wall clock and by the worker's own: one stops while a laptop sleeps, the other may be set. */
  readonly wall: number;
  readonly own: number;
}

/**
 * Addresses that were signed along with another's, for documents whose turn comes in a moment. Each is given out once.
 * They are the worker's memory: signing is idempotent, and one that dies has its successor sign anew.
 */
export function createSignedAhead({ now, monotonic }: Pick<World, 'now' | 'monotonic'>) {
  const kept = new Map<string, Kept>();

  function find({ attempt: { documentId, capture } }: Parcel): Kept | undefined {
    const found = kept.get(documentId);
    return found && found.captureId === capture.captureId && isFresh(found) ? found : undefined;
  }

  function isFresh({ wall, own }: Kept): boolean {
    return Math.abs(now() - wall) < KEEPS && monotonic() - own < KEEPS;
  }

  return {
    /** @param slots may be under way still: whoever's turn comes meanwhile waits for the same answer */
    keep(parcels: readonly Parcel[], slots: Promise<Slots>): void {
      for (const [id, old] of kept) if (!isFresh(old)) kept.delete(id);
      const at = { wall: now(), own: monotonic() };
      for (const { attempt } of parcels)
        kept.set(attempt.documentId, { captureId: attempt.capture.captureId, slots, ...at });
    },
    /** Signed ahead, or just now. */
    has: (parcel: Parcel): boolean => find(parcel) !== undefined,
    take(parcel: Parcel): Promise<Slots> | undefined {
      const { documentId, capture } = parcel.attempt;
      const found = find(parcel);
      kept.set(documentId, { captureId: capture.captureId, wall: now(), own: monotonic() });
      return found?.slots;
    },
    forget(documentIds: readonly string[]): void {
      for (const id of documentIds) kept.delete(id);
    },
    clear: () => kept.clear(),
  };
}
