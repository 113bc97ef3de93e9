import { sha256 } from '@/lib/capture/sha256';
import type { World } from '@/lib/world';
import { createPatience, patienceFor } from './patience';

/**
 * SHA-256 of parts, as lower-case hex, one at a time whoever asks: WebCrypto wants all bytes in memory at once.
 * @throws Failed `disk-silent` when the bytes do not come, so that nobody waits behind them for ever
 */
export function createPartHash(world: Pick<World, 'sleep'>) {
  const within = createPatience(world);
  let last: Promise<unknown> = Promise.resolve();

  async function hash(body: Blob): Promise<string> {
    const bytes = await body.arrayBuffer();
    try {
      return await sha256(bytes);
    } finally {
      // Given back now: the engine would keep megabytes until it next collects.
      bytes.transfer(0);
    }
  }

  return function hashOf(body: Blob): Promise<string> {
    const turn = last.then(() => within(patienceFor(body.size), () => hash(body)));
    last = Promise.allSettled([turn]);
    return turn;
  };
}
export type HashOf = ReturnType<typeof createPartHash>;
