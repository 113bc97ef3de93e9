import type { World } from '@/lib/world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Smaller than this nobody needs to know of it. */
const WORTH_SAYING = 5 * MINUTE;
/** An answer that took longer says too little of when its date was written. */
const LONGEST_TRIP = MINUTE;

/** Told of an answer that was what it should be. */
export type Answered = (headers: Headers) => void;

/**
 * How far this device's clock is off, from the `Date` headers (RFC 9110 section 6.6.1, whole seconds) of servers we
 * trust; kept in memory.
 */
export function createSkew({ now, monotonic }: Pick<World, 'now' | 'monotonic'>) {
  let skew = 0;
  return {
    /** Call when a request starts. */
    watch(): Answered {
      const startedAt = monotonic();
      return (headers) => {
        const took = monotonic() - startedAt;
        const servedAt = Date.parse(headers.get('date') ?? '');
        // The date was written somewhere in between; its second had half passed on average.
        if (took <= LONGEST_TRIP && Number.isFinite(servedAt))
          skew = now() - took / 2 - (servedAt + SECOND / 2);
      };
    },

    /** Milliseconds this clock is ahead (negative: behind); `undefined` while it is about right or not known. */
    worthSaying(): number | undefined {
      return Math.abs(skew) > WORTH_SAYING ? Math.round(skew) : undefined;
    },
  };
}
export type Skew = ReturnType<typeof createSkew>;
