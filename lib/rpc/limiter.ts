import type { World } from '@/lib/world';

const SECOND = 1_000;
/** A portal's page asks a handful of times when it opens and once for each document. */
const MOST_PER_SECOND = 20;
const MOST_TABS = 200;

/** Counts what each tab was served in the last second: a page that has been taken over cannot keep us busy. */
export function createLimiter({ monotonic }: Pick<World, 'monotonic'>) {
  const servedAt = new Map<number, readonly number[]>();

  function forgetQuietTabs(now: number): void {
    for (const [tab, at] of servedAt) if (now - (at.at(-1) ?? 0) >= SECOND) servedAt.delete(tab);
  }

  /** @returns whether one more may be served to this tab now; if so, it is counted */
  return function mayServe(tab: number): boolean {
    const now = monotonic();
    if (servedAt.size > MOST_TABS) forgetQuietTabs(now);
    const recent = (servedAt.get(tab) ?? []).filter((at) => now - at < SECOND);
    const may = recent.length < MOST_PER_SECOND;
    servedAt.set(tab, may ? [...recent, now] : recent);
    return may;
  };
}
