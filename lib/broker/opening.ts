import { createHash } from 'node:crypto';
import {
  bindingBytes,
  CHUNK_BYTES,
  chunkBytes,
  CHUNKED,
  ENCAPSULATED_KEY_BYTES,
  TAG_BYTES,
} from '@/lib/domain/capture';
import type { Keyring } from './keyring';
import type { FileTicket } from './path-tokens';
import { Refused } from './refused';

type Bytes = Uint8Array<ArrayBuffer>;
const HEAD_BYTES = 1 + ENCAPSULATED_KEY_BYTES;
const SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES;

/**
 * The opened bytes of a capture, in order, in pieces of at most 1 MiB. Every piece of a chunked seal is proven to
 * stand where it does; the last one is held back until the whole is proven to be what was announced, sealed and
 * opened. A seal of the older kind is proven as a whole before its first byte, and takes its size of memory.
 *
 * @throws Refused `capture_damaged` at the piece that is wrong
 */
export async function* openPieces(
  keyring: Keyring,
  ticket: FileTicket,
  stored: ReadableStream<Uint8Array>,
): AsyncGenerator<Bytes> {
  const proven = { sealed: createProof(ticket.sealed), opened: createProof(ticket.opened) };
  const pieces = cut(stored, proven.sealed);
  try {
    const first = await pieces.next();
    if (first.done) throw damaged();
    const { bytes: head } = first.value;
    const opened =
      head[0] === CHUNKED
        ? openEach(keyring, ticket, head, pieces)
        : openWhole(keyring, ticket, head, pieces);
    for await (const { bytes, isLast } of opened) {
      proven.opened.add(bytes);
      if (isLast && !(proven.sealed.holds() && proven.opened.holds())) throw damaged();
      yield bytes;
    }
  } finally {
    // Whoever stops in the middle lets the store's connection go.
    await pieces.return(undefined);
  }
}

interface Piece {
  readonly bytes: Bytes;
  readonly isLast: boolean;
}

async function* openEach(
  keyring: Keyring,
  { keyId, binding }: FileTicket,
  head: Bytes,
  pieces: AsyncGenerator<Piece>,
): AsyncGenerator<Piece> {
  const open = await keyring.opener(keyId, head.subarray(1));
  const associated = bindingBytes(binding);
  let isWhole = false;
  for await (const { bytes, isLast } of pieces) {
    const opened = await open?.(bytes, chunkBytes(associated, isLast));
    if (!opened) throw damaged();
    isWhole = isLast;
    yield { bytes: opened, isLast };
  }
  if (!isWhole) throw damaged();
}

async function* openWhole(
  keyring: Keyring,
  { keyId, binding }: FileTicket,
  head: Bytes,
  pieces: AsyncGenerator<Piece>,
): AsyncGenerator<Piece> {
  const all = [head];
  for await (const { bytes } of pieces) all.push(bytes);
  const sealed = new Uint8Array(Buffer.concat(all));
  const bytes = await keyring.open(keyId, sealed, bindingBytes(binding));
  if (!bytes) throw damaged();
  yield { bytes, isLast: true };
}

/** The head, then chunks as they were sealed. A piece comes when it is known whether another follows. */
async function* cut(stored: ReadableStream<Uint8Array>, proof: Proof): AsyncGenerator<Piece> {
  let piece = new Uint8Array(HEAD_BYTES);
  let filled = 0;
  for await (const chunk of readable(stored)) {
    proof.add(chunk);
    for (let from = 0; from < chunk.byteLength;) {
      if (filled === piece.byteLength) {
        yield { bytes: piece, isLast: false };
        piece = new Uint8Array(SEALED_CHUNK);
        filled = 0;
      }
      const part = chunk.subarray(from, from + piece.byteLength - filled);
      piece.set(part, filled);
      filled += part.byteLength;
      from += part.byteLength;
    }
  }
  yield { bytes: piece.subarray(0, filled), isLast: true };
}

async function* readable(stored: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stored;
  } catch (cause) {
    throw new Refused('store_unavailable', undefined, { cause });
  }
}

/** Counts and hashes what passes; more than was announced is wrong at once. */
function createProof(wanted: { readonly size: number; readonly sha256: string }) {
  const hash = createHash('sha256');
  let size = 0;
  return {
    add(bytes: Uint8Array): void {
      size += bytes.byteLength;
      if (size > wanted.size) throw damaged();
      hash.update(bytes);
    },
    holds: () => size === wanted.size && hash.digest('hex') === wanted.sha256,
  };
}
type Proof = ReturnType<typeof createProof>;

const damaged = () => new Refused('capture_damaged');
