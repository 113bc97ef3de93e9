import { z } from 'zod';

/** `POST /v3/verification/flow/init`. The id is opaque: some are prefixed `LOS-`. */
export const Opened = z.object({ flow_uuid: z.string().min(1) });

/** One entry of the `multiupload` answer, an array; a single object is taken as an array of one. */
const UploadEntry = z.object({
  document_id: z.union([z.string(), z.number().transform(String)]),
  file_uuid: z.string().optional().catch(undefined),
  batch_id: z.string().optional().catch(undefined),
});
export const UploadEntries = z.union([z.array(UploadEntry), UploadEntry.transform((entry) => [entry])]);
export type UploadEntries = z.infer<typeof UploadEntries>;

export function accepted(entry: UploadEntries[number]) {
  return { documentId: entry.document_id, fileUuid: entry.file_uuid, batchId: entry.batch_id };
}

const status = z.string().catch('');

/** `GET /v3/verification/status`. The key really is spelled `crossheck_status`. */
export const Status = z.object({
  upload_status: status,
  processing_status: status,
  crossheck_status: status,
  master_status: z.string(),
});

/** Anything an entry may hold; what is what is decided by `extracts.ts`. */
export const Open = z.record(z.string(), z.unknown());
export type Open = z.infer<typeof Open>;

/**
 * `GET /v3/verification/extracts`, whose exact shape is not documented: both lists may be missing while
 * Atlas works, and everything in an entry is open but the id that ties it to our attempt.
 */
export const ExtractsAnswer = z.object({
  ocr_data: z.array(Open).nullish(),
  cross_checks: z.array(Open).nullish(),
});
export type ExtractsAnswer = z.infer<typeof ExtractsAnswer>;
