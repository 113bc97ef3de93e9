import { z } from 'zod';

/** What Satchel takes, decided by content and never by name. */
export const ContentType = z.enum(['image/jpeg', 'image/png', 'image/webp', 'application/pdf']);
export type ContentType = z.infer<typeof ContentType>;

/** Where the bytes came from. */
export const Source = z.enum(['portal-image', 'portal-link', 'portal-input', 'file', 'drop', 'paste']);
export type Source = z.infer<typeof Source>;

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The bytes taken for a document at one moment, as the outbox knows them: everything but the bytes, which
 * lie sealed beside it. Sizes in bytes, hashes as lower-case hex, instants as epoch milliseconds.
 */
export const Capture = z.strictObject({
  captureId: z.string(),
  /** Of what Atlas will read: after turning and stripping, before sealing. */
  opened: z.strictObject({ sha256: Sha256, size: z.number().int().positive(), contentType: ContentType }),
  /** Of what is stored and PUT. */
  sealed: z.strictObject({ sha256: Sha256, size: z.number().int().positive(), keyId: z.string() }),
  source: Source,
  capturedAt: z.number(),
});
export type Capture = z.infer<typeof Capture>;

/**
 * What a sealed capture is bound to. The same words in the same order on the sealing and the opening side:
 * bytes sealed for one applicant do not open as another's.
 */
export interface Binding {
  readonly tenant: string;
  readonly agentId: string;
  readonly loanId: string;
  readonly slotId: string;
  readonly captureId: string;
}

/** The associated data of the seal (RFC 9180), UTF-8 JSON with a fixed order of keys. */
export function bindingBytes(binding: Binding): Uint8Array<ArrayBuffer> {
  const { tenant, agentId, loanId, slotId, captureId } = binding;
  return new TextEncoder().encode(
    JSON.stringify(['satchel/capture/1', tenant, agentId, loanId, slotId, captureId]),
  );
}

/** Length of the encapsulated key that stands before the ciphertext (DHKEM P-256, RFC 9180 section 7.1). */
export const ENCAPSULATED_KEY_BYTES = 65;
