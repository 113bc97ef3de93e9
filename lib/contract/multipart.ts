import { z } from 'zod';
import { Sha256 } from '@/lib/domain/capture';
import { UploadRequest } from './broker';

/** S3's rule. */
const MOST_PARTS = 10_000;

/** One part: a run of sealed bytes that begins where the parts before it end. Size in bytes. */
export const Part = z.object({
  number: z.number().int().min(1).max(MOST_PARTS),
  size: z.number().int().positive(),
  /** Absent where the store does not keep it. */
  sha256: Sha256.optional(),
});
export type Part = z.infer<typeof Part>;

/**
 * `POST /v1/multipart/parts`: what the store has of an upload in parts, by number; begins one where there is none.
 * Answered with `Parts`. `POST /v1/multipart/abort` takes the same and gives up what is there.
 */
export const PartsRequest = z.strictObject({ upload: UploadRequest });
export const Parts = z.object({ parts: z.array(Part) });

/** `POST /v1/multipart/sign`: where one part goes. Answered with `SignedPart`. */
export const SignPartRequest = z.strictObject({
  upload: UploadRequest,
  part: z.strictObject({ ...Part.shape, sha256: Sha256 }),
});
export type SignPartRequest = z.infer<typeof SignPartRequest>;
export const SignedPart = z.object({
  putUrl: z.url({ protocol: /^https?$/ }),
  putHeaders: z.record(z.string(), z.string()),
  /** Epoch milliseconds by the broker's clock. */
  expiresAt: z.number(),
});
export type SignedPart = z.infer<typeof SignedPart>;

/** `POST /v1/multipart/complete`: makes the object of these parts, if the store has just these. */
export const CompleteRequest = z.strictObject({
  upload: UploadRequest,
  parts: z.array(Part).min(1).max(MOST_PARTS),
});
/** `stored`: the store holds the whole. False: ask for the parts again. */
export const Completed = z.object({ stored: z.boolean() });
