import { useCallback, useState } from 'react';
import type { Failure } from '@/lib/domain/failed';
import { toFailure } from '@/lib/domain/failed';

/** What is started and left to itself, such as the way to another page: nothing waits for it, and its failure is said. */
export function useUnattended() {
  const [failure, setFailure] = useState<Failure>();
  const start = useCallback((act: () => Promise<unknown>) => {
    setFailure(undefined);
    // Called in the press itself: what a browser does in no other moment it does now. It may also throw at once.
    const started = async () => act();
    void started().then(undefined, (thrown: unknown) => setFailure(toFailure(thrown)));
  }, []);
  return { failure, start };
}
export type Unattended = ReturnType<typeof useUnattended>;
