import type { Owner } from '@/lib/domain/agent';
import { Failed } from '@/lib/domain/failed';
import type { Parcel } from './deliver';
import type { Slots } from './signed-ahead';

/** So many are remembered; older ones are asked for again. */
const MOST = 200;
/** The broker takes no more at once. */
const LOT = 100;

export interface Submission {
  readonly documentId: string;
  readonly fileUrl: string;
}

/**
 * Where Atlas will fetch attempts from, by the broker's word. Whoever has such an address has the document opened, so
 * none is ever written to the disk: this worker remembers those it was told while it signed, and asks for the others.
 *
 * @param ask signs; asked again, the broker says the same
 */
export function createFileUrls(ask: (whose: Owner, parcels: readonly Parcel[]) => Promise<Slots>) {
  const known = new Map<string, string>();

  function keep(slots: Slots): void {
    for (const { documentId, fileUrl } of slots.values()) known.set(documentId, fileUrl);
    const [...ids] = known.keys();
    forget(ids.slice(0, Math.max(0, ids.length - MOST)));
  }

  function forget(documentIds: readonly string[]): void {
    for (const id of documentIds) known.delete(id);
  }

  return {
    keep,
    forget,
    /**
     * @returns an address for each, in their order
     * @throws Failed as the broker refuses, or `unreadable` when its answer does not name all of them
     */
    async of(whose: Owner, parcels: readonly Parcel[]): Promise<Submission[]> {
      const found = new Map(known);
      const missing = () => parcels.filter(({ attempt }) => !found.has(attempt.documentId));
      const askFor = async (some: readonly Parcel[]) => {
        for (const { documentId, fileUrl } of (await ask(whose, some)).values())
          found.set(documentId, fileUrl);
      };
      const unknown = missing();
      for (let from = 0; from < unknown.length; from += LOT) await askFor(unknown.slice(from, from + LOT));
      // Refused among others: by itself it says why, and after a refusal the set goes on one at a time.
      for (const one of missing()) await askFor([one]);
      return parcels.map(({ attempt: { documentId } }) => {
        const fileUrl = found.get(documentId);
        if (fileUrl === undefined) throw new Failed('unreadable', { detail: 'no address for the attempt' });
        return { documentId, fileUrl };
      });
    },
  };
}

/** A record of a version that still wrote them, whatever shape it is in. */
export function withoutFileUrls(record: unknown): unknown {
  if (Array.isArray(record)) return record.map(withoutFileUrls);
  if (typeof record !== 'object' || record === null || record.constructor !== Object) return record;
  const kept = Object.entries(record).filter(([key]) => key !== 'fileUrl');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutFileUrls(value)]));
}
