import type { Attempt, Flow } from '@/lib/domain/flow';
import { Flow as FlowShape } from '@/lib/domain/flow';
import { isTold, Receipt, receiptOf } from '@/lib/domain/receipt';
import type { Writing } from './migrations';

/**
 * Writes the receipts of all attempts that have changed, in the transaction that writes the flow.
 * @param before the flow as it was; its attempts that stand unchanged in `after` are left alone
 */
export async function writeReceipts<Mode extends 'readwrite' | 'versionchange'>(
  tx: Writing<Mode>,
  before: Flow | undefined,
  after: Flow,
  now: number,
): Promise<void> {
  const known = new Set<Attempt>(before?.documents.flatMap(({ attempts }) => attempts));
  const isOpened = before?.atlas.state !== after.atlas.state;
  const receipts = tx.objectStore('receipts');
  for (const document of after.documents)
    for (const attempt of document.attempts) {
      if (known.has(attempt) && !(isOpened && isTold(attempt))) continue;
      // A damaged one is written anew: what it said of the first sending is lost, the flow knows the rest.
      const found = Receipt.safeParse(await receipts.get(attempt.documentId)).data;
      const receipt = receiptOf(after, document, attempt, found, now);
      if (receipt) await receipts.put(receipt);
    }
}

/** Receipts for what was sent before there were receipts. */
export async function backfill(tx: Writing<'versionchange'>): Promise<void> {
  for (const record of await tx.objectStore('flows').getAll()) {
    const flow = FlowShape.safeParse(record).data;
    if (flow) await writeReceipts(tx, undefined, flow, flow.updatedAt);
  }
}
