import { PART_BYTES } from '@/lib/domain/capture';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const KIB = 1_024;
const MIB = 1_024 * KIB;
/** Bytes a millisecond (64 kbit/s): a line so slow is given its time from the first try on. */
const SLOWEST = 8;
/** How much worse than it was a line may get before it counts as stalled. */
const WORSE = 16;
/** What took so little says more of the way there and back than of the line. */
const TELLING = 64 * KIB;
const LEAST_DEADLINE = MINUTE;
/** A part that takes longer is lost too dearly when the line drops. */
const PART_LASTS = 30 * SECOND;
/** What is on its way within this time is signed together; well below what the shortest address lives. */
const SOON = 20 * SECOND;
/** The least size of every part but the last, by S3's rule. */
export const LEAST_PART = PART_BYTES;
export const LARGEST_PART = 8 * MIB;

/**
 * How fast this line has been since the worker started, and what follows from it. A worker's `fetch` says nothing of
 * a body on its way, so a stalled line is told from a slow one by time alone: the first time against what was
 * measured, every later try by what a line four times slower than 64 kbit/s would need and more.
 */
export function createPace() {
  /** Bytes a millisecond. */
  let rate: number | undefined;
  /** Something on the way has refused a larger body. */
  let ceiling = Infinity;
  return {
    /** A body of `size` bytes took `ms`. */
    took(size: number, ms: number): void {
      if (size < TELLING) return;
      const now = size / Math.max(1, ms);
      rate = rate === undefined ? now : (rate + now) / 2;
    },

    /** It was not through after `ms`: no faster than that, at best. */
    missed(size: number, ms: number): void {
      rate = Math.min(rate ?? Infinity, size / Math.max(1, ms));
    },

    bytesPerSecond: () => (rate === undefined ? undefined : Math.max(1, Math.round(rate * SECOND))),

    /** @param tries of this document so far, this one included. @returns milliseconds, a minute to an hour */
    deadlineFor(size: number, tries: number): number {
      const assumed =
        tries > 1 ? SLOWEST / 2 ** Math.min(tries - 1, 3) : Math.max(SLOWEST, (rate ?? 0) / WORSE);
      const slowest = Math.min(assumed, rate === undefined ? assumed : rate / 4);
      return Math.min(HOUR, Math.max(LEAST_DEADLINE, size / slowest));
    },

    /** A body of `size` bytes was called too large. */
    refused(size: number): void {
      ceiling = Math.min(ceiling, size - 1);
    },

    /** The most bytes that go in one piece: on a fast line all of a capture is through in the time of a part. */
    wholeSize: () => Math.max(LARGEST_PART, Math.min(ceiling, (rate ?? 0) * PART_LASTS)),

    /** Bytes that are on their way soon; of a line that nobody has measured yet, as many as are under way at a time. */
    soonBytes: () => (rate === undefined ? 3 * LARGEST_PART : rate * SOON),

    /** Bytes of one part. */
    partSize: () =>
      Math.round(Math.min(LARGEST_PART, Math.max(LEAST_PART, (rate ?? LEAST_PART) * PART_LASTS))),
  };
}
export type Pace = ReturnType<typeof createPace>;
