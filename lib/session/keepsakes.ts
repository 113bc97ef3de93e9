import type { Draft } from '@/lib/domain/draft';
import type { Vault } from './vault';

/** Pictures kept; at about 6 kB each this stays far below the 10 MB of `storage.session`. */
const MOST_PREVIEWS = 300;

/** What this session's memory may know and the disk may not: customers' names, small pictures, what is half typed. */
export function createKeepsakes(vault: Vault) {
  /** Reading and writing back is one act: two captures must not forget each other. */
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    last = last.then(work, work);
    return last;
  };

  return {
    customers: async (): Promise<Record<string, string>> => (await vault.get('customers')) ?? {},
    previews: async (): Promise<ReadonlyMap<string, string>> => new Map(await vault.get('previews')),

    /** What was typed into the popup and not yet used. */
    draft: (): Promise<Draft | undefined> => vault.get('draft'),
    keepDraft: (draft: Draft): Promise<void> => vault.set('draft', draft),

    /** What the agent looked for, for the page that shows receipts. Never in an address, which a browser remembers. */
    seek: (search: string): Promise<void> => vault.set('sought', search),
    /** Once. */
    async takeSought(): Promise<string | undefined> {
      const search = await vault.get('sought');
      if (search !== undefined) await vault.clear('sought');
      return search;
    },

    nameCustomer: (loanId: string, customer: string): Promise<void> =>
      inTurn(async () => vault.set('customers', { ...(await vault.get('customers')), [loanId]: customer })),

    keepPreview: (captureId: string, picture: string): Promise<void> =>
      inTurn(async () => {
        const kept = (await vault.get('previews')) ?? [];
        await vault.set('previews', [...kept, [captureId, picture] as const].slice(-MOST_PREVIEWS).map(pair));
      }),
  };
}
export type Keepsakes = ReturnType<typeof createKeepsakes>;

const pair = ([captureId, picture]: readonly [string, string]): [string, string] => [captureId, picture];
