import { useEffect, useState } from 'react';
import type { Client } from '@/lib/rpc/client';
import { onChanged } from '@/lib/rpc/client';

export interface Sought {
  readonly search: string;
}

/** What the agent has pressed to look for in the popup, also while this page is open: each is taken once. */
export function useSought(client: Client): Sought | undefined {
  const [sought, setSought] = useState<Sought>();
  useEffect(() => {
    const end = new AbortController();
    const take = () =>
      void client.call('receipt.sought').then(
        (search) => search !== null && setSought({ search }),
        // Asked again at the next change; the receipts are here all the same.
        () => {},
      );
    take();
    onChanged(take, end.signal);
    window.addEventListener('focus', take, { signal: end.signal });
    return () => end.abort();
  }, [client]);
  return sought;
}
