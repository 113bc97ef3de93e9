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
  sealed: z.strictObject({
    sha256: Sha256,
    size: z.number().int().positive(),
    keyId: z.string(),
    /** Of a large one, the hash of each run of `size` bytes, so that who sends it in parts need not read it first. */
    parts: z.strictObject({ size: z.number().int().positive(), sha256: z.array(Sha256) }).optional(),
  }),
  source: Source,
  capturedAt: z.number(),
  /** Of the file as it was chosen, where a folder may be chosen again: it is known without being read again. */
  file: Sha256.optional(),
  /** The capture it takes the place of, made smaller with the agent's consent; that one is kept beside it. */
  reducedFrom: z.strictObject({ captureId: z.string(), sha256: Sha256 }).optional(),
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

/** Bytes of a part of a large capture: the least that S3 takes. */
export const PART_BYTES = 5 * 1_024 * 1_024;

/** Length of the encapsulated key that stands before the ciphertext (DHKEM P-256, RFC 9180 section 7.1). */
export const ENCAPSULATED_KEY_BYTES = 65;

/**
 * First byte of a chunked seal. The older one has no such byte: it begins with the encapsulated key, whose first
 * byte is always 4, and holds one ciphertext.
 *
 *   2 | encapsulated key (65) | chunk 0 | chunk 1 | ... | last chunk
 *
 * Each chunk is one message of the HPKE context, whose nonces count them: none can be moved, left out or doubled.
 * That the last one is the last stands in its associated data, so that nothing can be cut off the end.
 */
export const CHUNKED = 2;

/** Bytes of a chunk before it is sealed; the last may be shorter. */
export const CHUNK_BYTES = 1_048_576;

/** What sealing adds to a chunk (AES-256-GCM's tag). */
export const TAG_BYTES = 16;

/** The associated data of one chunk. */
export function chunkBytes(associated: Uint8Array, isLast: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(associated.byteLength + 1);
  bytes.set(associated);
  bytes.set([isLast ? 1 : 0], associated.byteLength);
  return bytes;
}
