import { z } from 'zod';
import { ContentType, Sha256, Source } from '@/lib/domain/capture';

/** Names inside the rescue copy, a ZIP that stores its entries as they are. */
export const MANIFEST_NAME = 'manifest.json';
export const sealedName = (captureId: string) => `sealed/${captureId}`;

const size = z.number().int().nonnegative();
const text = z.string().min(1).max(200);

/**
 * One capture, as far as its record can still be read: what is damaged is left out, and stops nothing. Never a
 * name, a file name, or the address under which Atlas fetches it.
 */
export const RescueItem = z.strictObject({
  /** The key its bytes lie under. */
  captureId: text,
  tenantId: text.optional(),
  agentId: text.optional(),
  loanId: text.optional(),
  slotId: text.optional(),
  kind: text.optional(),
  source: Source.optional(),
  /** Epoch milliseconds. */
  capturedAt: z.number().optional(),
  opened: z.strictObject({ sha256: Sha256, size, contentType: ContentType }).optional(),
  sealed: z.strictObject({ sha256: Sha256, size, keyId: text }).optional(),
  /** Each time it was sent or about to be, oldest first. */
  attempts: z.array(z.strictObject({ documentId: text.optional(), state: text.optional() })),
  /** Its record does not parse, or there is none. */
  isDamaged: z.boolean(),
});
export type RescueItem = z.infer<typeof RescueItem>;

/** What lies in the copy for a capture; absent: its bytes could not be read on the device. */
const Inside = z.strictObject({ sha256: Sha256, size });

/** `manifest.json`. */
export const RescueManifest = z.strictObject({
  format: z.literal('satchel/rescue/1'),
  /** Epoch milliseconds by the device's clock. */
  createdAt: z.number(),
  /** The organisation's address. */
  organisation: z.string().max(500),
  captures: z.array(z.strictObject({ ...RescueItem.shape, inside: Inside.optional() })),
});
export type RescueManifest = z.infer<typeof RescueManifest>;

/** What the background tells the page that writes the copy. */
export interface RescuePlan {
  readonly createdAt: number;
  readonly organisation: string;
  readonly items: readonly RescueItem[];
}

/** What the agent is told of a copy that has been read again and compared. */
export interface RescueReport {
  /** Captures in the copy, and their bytes. */
  readonly captures: number;
  readonly bytes: number;
  /** Captures whose bytes are not on this device any more, or cannot be read. */
  readonly missing: readonly RescueItem[];
  /** In the copy, but changed since they were sealed, or with a damaged record. */
  readonly damaged: readonly RescueItem[];
}
