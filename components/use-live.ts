import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '@/lib/domain/failed';
import { toFailure } from '@/lib/domain/failed';

export interface Live<T> {
  /** Absent until it has been read once. */
  readonly value: T | undefined;
  /** Why the last reading failed; the value then is the one before. */
  readonly failure: Failure | undefined;
  readonly reload: () => void;
}

/**
 * Keeps a value as it is elsewhere: reads it at once, and again whenever `subscribe` says so. One reading at
 * a time; changes that come meanwhile are one more reading after it.
 * @param load rejects with `Failed`; keep it and `subscribe` the same between renders
 * @param first what has been read already: it is not read at once, only at the next change
 */
export function useLive<T>(
  load: () => Promise<T>,
  subscribe: (changed: () => void, signal: AbortSignal) => void,
  first?: T,
): Live<T> {
  const [live, setLive] = useState<Omit<Live<T>, 'reload'>>({ value: first, failure: undefined });
  const isKnown = useRef(first !== undefined);
  const again = useRef(() => {});

  useEffect(() => {
    const end = new AbortController();
    let stale = false;
    let reading = false;
    const read = async () => {
      stale = true;
      if (reading) return;
      reading = true;
      while (stale && !end.signal.aborted) {
        stale = false;
        const next = await load().then(loaded, failed);
        if (!end.signal.aborted) setLive((last) => ({ ...last, ...next }));
      }
      reading = false;
    };
    again.current = () => void read();
    if (!isKnown.current) again.current();
    isKnown.current = false;
    subscribe(again.current, end.signal);
    return () => end.abort();
  }, [load, subscribe]);

  return { ...live, reload: useCallback(() => again.current(), []) };
}

const loaded = <T>(value: T) => ({ value, failure: undefined });
const failed = (thrown: unknown) => ({ failure: toFailure(thrown) });

/** The time, kept fresh while somebody looks. `sleep` rejects when its signal is aborted. */
export function useNow(now: () => number, sleep: (ms: number, signal: AbortSignal) => Promise<void>): number {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const end = new AbortController();
    const tick = async () => {
      while (!end.signal.aborted) {
        await sleep(TICK, end.signal);
        setAt(now());
      }
    };
    // The only way out is the abort.
    void tick().then(undefined, () => {});
    return () => end.abort();
  }, [now, sleep]);
  return at;
}

const TICK = 1_000;
