import type { World } from '@/lib/world';

/**
 * How old a token is by this worker's own forward-going clock: since it arrived or, of one that an earlier worker
 * stored, since this one first met it. No wall clock is asked, neither ours nor the server's: both jump. A token
 * that is older than it seems is refused with a 401, and that renews it.
 */
export function createMark({ monotonic }: Pick<World, 'monotonic'>) {
  let met: { readonly token: string; readonly at: number } | undefined;
  /** @returns milliseconds; a token that was not met yet is met now */
  return (token: string): number => {
    if (met?.token !== token) met = { token, at: monotonic() };
    return monotonic() - met.at;
  };
}
export type Mark = ReturnType<typeof createMark>;
