import { z } from 'zod';
import type { UploadAnswer } from './api';
import { accepted, Open, UploadEntries } from './wire';

/** One page of `GET …/extracts?batch_id=`. */
export const BatchPage = z.object({
  data: z
    .array(Open)
    .nullish()
    .transform((data) => data ?? []),
  has_next: z.boolean().optional().catch(undefined),
  total_pages: z.number().optional().catch(undefined),
});
export type BatchPage = z.infer<typeof BatchPage>;

const One = z.object({ batch_id: z.string().min(1) });

/** Docstream: one number for all that was told. */
export const batchIdOf: UploadAnswer<z.infer<typeof One>> = {
  schema: One,
  read: ({ batch_id: batchId }, submissions) =>
    submissions.map(({ documentId }) => ({ documentId, batchId })),
};

/** Bulk: an entry for each document, all with one number. Without it nothing can be asked for. */
export const entriesOf: UploadAnswer<UploadEntries> = {
  schema: UploadEntries.refine((entries) => numberIn(entries) !== undefined),
  read: (entries) => entries.map((entry) => ({ ...accepted(entry), batchId: numberIn([entry, ...entries]) })),
};

function numberIn(entries: UploadEntries): string | undefined {
  return entries.find(({ batch_id }) => batch_id)?.batch_id;
}
