import type { ResultFormat } from '@/components/loan-actions';
import type { FlowView } from '@/lib/contract/flow-view';
import type { ResultsView } from '@/lib/contract/results-view';
import { resultsCsv, resultsJson } from '@/lib/domain/result-file';
import { saveFile, stamp } from '@/lib/save-file';
import type { World } from '@/lib/world';

const formats = {
  csv: { write: resultsCsv, type: 'text/csv' },
  json: { write: resultsJson, type: 'application/json' },
} as const;

/** Saves what Atlas read of a loan, masked; the file's name says when and not whose. */
export function saveResults(
  { loanId, documents }: FlowView,
  { documents: read, crossChecks }: ResultsView,
  format: ResultFormat,
  world: Pick<World, 'now' | 'sleep'>,
): void {
  const { write, type } = formats[format];
  const labels = new Map(documents.map(({ slotId, label }) => [slotId, label]));
  const text = write({
    loanId,
    documents: read.map(({ slotId, ...one }) => ({ ...one, label: labels.get(slotId) ?? one.documentType })),
    crossChecks,
  });
  saveFile(new Blob([text], { type }), `satchel-results-${stamp(world.now())}.${format}`, world);
}
