/** A part of a document: first and last byte, both counted from 0. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * What a `Range` header asks of `size` bytes (RFC 9110 section 14). Undefined: all of it, also for several ranges and
 * for what is no range, as that section allows. `none`: nothing of it is there.
 */
export function readRange(header: string | undefined, size: number): Range | 'none' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (!from && !to) return undefined;
  if (!from) return to === '0' ? 'none' : { first: Math.max(0, size - Number(to)), last: size - 1 };
  const [first, last] = [Number(from), to ? Math.min(Number(to), size - 1) : size - 1];
  if (to && Number(to) < first) return undefined;
  return first < size ? { first, last } : 'none';
}

/** What lies in the range. The bytes before it are opened and dropped, since each chunk's nonce follows from its place. */
export async function* within(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { first, last }: Range,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let at = 0;
  for await (const piece of pieces) {
    const part = piece.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
    at += piece.byteLength;
    if (part.byteLength > 0) yield part;
    if (at > last) return;
  }
}
