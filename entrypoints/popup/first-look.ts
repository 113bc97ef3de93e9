import type { Input } from '@/lib/contract/rpc';
import type { OpenedView } from '@/lib/contract/opened-view';
import type { Client } from '@/lib/rpc/client';
import { onChanged } from '@/lib/rpc/client';

type Asked = Input<'popup.open'>;

/** The popup's first question, asked while it cannot draw yet, and whether its answer is still the last word. */
export function createFirstLook(client: Client, first: Asked) {
  const seen = new AbortController();
  let isStale = false;
  let answer: OpenedView | undefined;
  let isTaken = false;
  onChanged(() => (isStale = true), seen.signal);
  const asked = client.call('popup.open', first);
  asked.then(
    (opened) => (answer = opened),
    // Whoever takes the question hears of it.
    () => {},
  );

  return {
    first,
    /** The answer, if it is there. */
    answer: () => answer,
    /** The question, for the first who asks. */
    take(): Promise<OpenedView> | undefined {
      if (isTaken) return undefined;
      isTaken = true;
      return asked;
    },
    /** Whether something has changed since it was asked. Call it once others listen; this stops listening. */
    end(): boolean {
      seen.abort();
      return isStale;
    },
  };
}
export type FirstLook = ReturnType<typeof createFirstLook>;
