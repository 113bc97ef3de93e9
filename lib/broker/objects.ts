import { Refused } from './refused';

/** The object store as the broker needs it. Keys are `/`-separated; every method throws `Refused`
 * `store_unavailable` when the store does not answer. Reads see the writes before them. */
export interface Objects {
  put(key: string, bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<void>;
  /** False when there is something at the key already: of two at the same moment one alone is told true. */
  create(key: string, bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<boolean>;
  get(key: string): Promise<ReadableStream<Uint8Array> | undefined>;
  /** `size` in bytes. */
  head(key: string): Promise<{ readonly size: number } | undefined>;
  /** Keys that begin with `prefix`; at most the first thousand. */
  list(prefix: string): Promise<readonly string[]>;
  /** What is not there is deleted already. */
  delete(key: string): Promise<void>;
  /** An address that takes these very bytes by PUT, with the headers the PUT must carry. */
  sign(put: PutToSign): Promise<SignedPut>;
  /** Uploads in parts. Nothing is seen at the key before an upload is complete. */
  readonly multipart: Multipart;
}

export interface Multipart {
  /** Ids of the open uploads to exactly this key, the oldest first. */
  open(key: string): Promise<readonly string[]>;
  /** @returns the new upload's id */
  create(key: string, contentType: string): Promise<string>;
  /** What is there, by number; undefined: there is no such upload (any more). */
  parts(key: string, uploadId: string): Promise<readonly StoredPart[] | undefined>;
  sign(part: PartToSign): Promise<SignedPut>;
  /** Makes the object of these parts. False: the store would not, and what it has must be asked. */
  complete(key: string, uploadId: string, parts: readonly StoredPart[]): Promise<boolean>;
  /** What is not there is aborted already. */
  abort(key: string, uploadId: string): Promise<void>;
}

export interface StoredPart {
  /** From 1. */
  readonly number: number;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
  /** Lower-case hex, where the store keeps it. */
  readonly sha256?: string | undefined;
}

export interface SignedPut {
  readonly url: string;
  readonly headers: Record<string, string>;
}

export interface PartToSign {
  readonly key: string;
  readonly uploadId: string;
  readonly number: number;
  readonly size: number;
  readonly sha256: string;
  readonly lifetimeMs: number;
}

export interface PutToSign {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly contentType: string;
  /** Lower-case hex, of the bytes to be PUT. */
  readonly sha256: string;
  readonly lifetimeMs: number;
}

const plain = /^[\w-]{1,100}$/;

/** An id as one segment of a key: itself when it is plain, else its hash, marked so that no two meet. A colon hides it. */
export async function segment(id: string): Promise<string> {
  return plain.test(id) ? id : `~${Buffer.from(await digest(id)).toString('base64url')}`;
}

/** All bytes of `stream`; undefined when there are more than `limit`. @throws Refused `store_unavailable` */
export async function readAll(
  stream: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.byteLength;
      if (size > limit) return undefined;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new Refused('store_unavailable', undefined, { cause });
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function digest(text: string): Promise<ArrayBuffer> {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
}
