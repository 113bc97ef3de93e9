import type { Receipt } from '@/lib/domain/receipt';
import { receiptsCsv, receiptsJson } from '@/lib/domain/receipt-file';
import { saveFile, stamp } from '@/lib/save-file';
import type { World } from '@/lib/world';

const formats = {
  csv: { write: receiptsCsv, type: 'text/csv' },
  json: { write: receiptsJson, type: 'application/json' },
} as const;

/** Saves what was found to a file of this device. */
export function saveReceipts(
  receipts: readonly Receipt[],
  format: keyof typeof formats,
  world: Pick<World, 'now' | 'sleep'>,
): void {
  const { write, type } = formats[format];
  const file = new Blob([write(receipts)], { type });
  saveFile(file, `satchel-receipts-${stamp(world.now())}.${format}`, world);
}
