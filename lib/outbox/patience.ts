import { Failed } from '@/lib/domain/failed';
import type { World } from '@/lib/world';

const SECOND = 1_000;
/** A disk that has not answered by then will not: damaged files keep a read waiting for ever. */
export const READ_PATIENCE = 10 * SECOND;
export const WRITE_PATIENCE = 30 * SECOND;
/** The slowest disk that a write is waited for (0.5 MB/s). */
const SLOWEST_BYTES_PER_MS = 500;
const SLICE = SECOND;

export type Patience = ReturnType<typeof createPatience>;

/** How long a write of `size` bytes is waited for, in milliseconds. */
export function patienceFor(size: number): number {
  return WRITE_PATIENCE + size / SLOWEST_BYTES_PER_MS;
}

/** Deadlines for what the platform's stores may never answer. */
export function createPatience({ sleep }: Pick<World, 'sleep'>) {
  async function runOut(ms: number, ended: AbortSignal, late: AbortController): Promise<never> {
    // In slices: a laptop that slept for an hour has not waited for an hour.
    for (let waited = 0; waited < ms; waited += SLICE) await sleep(SLICE, ended);
    late.abort();
    throw new Failed('unavailable', { reason: 'disk-silent', detail: 'no answer from the disk' });
  }

  /**
   * Waits `ms` for `work`; `late` is aborted when that is over, and what `work` does then counts no more.
   * @throws Failed `disk-silent`
   */
  return async function within<T>(ms: number, work: (late: AbortSignal) => Promise<T>): Promise<T> {
    const [late, ended] = [new AbortController(), new AbortController()];
    try {
      return await Promise.race([work(late.signal), runOut(ms, ended.signal, late)]);
    } finally {
      // With a reason of our own: the platform would make an error with a stack, for each read.
      ended.abort('answered');
    }
  };
}
