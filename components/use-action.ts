import { useEffect, useRef, useState } from 'react';
import type { Failure } from '@/lib/domain/failed';
import { toFailure } from '@/lib/domain/failed';

export interface FailedAction {
  readonly failure: Failure;
  /** When it failed, epoch milliseconds: what a wait counts from. */
  readonly at: number;
}

export interface Action<A extends readonly unknown[]> {
  readonly run: (...args: A) => void;
  readonly busy: boolean;
  readonly failed: FailedAction | undefined;
}

/** Something the agent starts: whether it is under way, and how it failed. Not started twice at once. */
export function useAction<A extends readonly unknown[]>(
  act: (...args: A) => Promise<unknown>,
  now: number,
): Action<A> {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<FailedAction>();
  // Two presses can come before the first is rendered: only the ref sees both.
  const running = useRef(false);
  // A request may take long: a wait that is named counts from its answer, not from the press.
  const time = useRef(now);
  useEffect(() => {
    time.current = now;
  }, [now]);
  const run = (...args: A) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailed(undefined);
    // What throws at once has failed as well.
    const tried = async () => act(...args);
    void tried()
      .catch((thrown: unknown) => setFailed({ failure: toFailure(thrown), at: time.current }))
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  };
  return { run, busy, failed };
}
