import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { World } from '@/lib/world';
import { createPatience, patienceFor } from './patience';

/** Read at a time. */
const SLICE_BYTES = 256 * 1_024;

/**
 * SHA-256 of parts, as lower-case hex. Not WebCrypto's: that wants all bytes at once, twice, and the engine keeps
 * them until it next collects. Here one slice is in memory, and its room serves the next slice and the next part.
 * @throws Failed `disk-silent` when the bytes do not come
 */
export function createPartHash(world: Pick<World, 'sleep'>) {
  const within = createPatience(world);
  const rooms = new Array<ArrayBuffer>();

  async function hash(body: Blob, late: AbortSignal): Promise<string> {
    const reader = body.stream().getReader({ mode: 'byob' });
    late.addEventListener('abort', () => void reader.cancel(), { once: true });
    const sum = sha256.create();
    let room = rooms.pop() ?? new ArrayBuffer(SLICE_BYTES);
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(room));
      if (done) {
        // Nothing comes back of a stream that was given up.
        if (value) rooms.push(value.buffer);
        return bytesToHex(sum.digest());
      }
      sum.update(value);
      room = value.buffer;
    }
  }

  return (body: Blob): Promise<string> => within(patienceFor(body.size), (late) => hash(body, late));
}
export type HashOf = ReturnType<typeof createPartHash>;
