import type { Agent } from '@/lib/domain/agent';
import type { Receipt } from '@/lib/domain/receipt';
import { isFound } from '@/lib/domain/receipt';
import type { Handlers } from '@/lib/rpc/server';
import type { HandlerDeps } from './handlers';

type ReceiptDeps = Pick<HandlerDeps, 'config' | 'keepsakes' | 'store' | 'changed'>;

/** What was sent, found by all that the popup's search finds a loan by, and by what only a receipt knows. */
export function createReceiptHandlers(
  { config, keepsakes, store, changed }: ReceiptDeps,
  knownAgent: () => Promise<Agent>,
): Pick<Handlers, Extract<keyof Handlers, `receipt.${string}`>> {
  /** A receipt holds ids and codes; what the agent calls them is the organisation's and this session's to know. */
  async function names(): Promise<(receipt: Receipt) => ReadonlyArray<string | undefined>> {
    const [known, customers] = await Promise.all([config.get(), keepsakes.customers()]);
    const kinds = known?.config.products.flatMap(({ documents }) => documents) ?? [];
    return ({ loanId, kind }) => [
      customers[loanId],
      ...kinds.filter((one) => one.kind === kind).map(({ label }) => label),
    ];
  }

  return {
    'receipt.list': async ({ search }) => {
      const [receipts, namesOf] = await Promise.all([store.receipts(await knownAgent()), names()]);
      return receipts.filter((one) => isFound(one, search.trim(), namesOf(one)));
    },
    'receipt.seek': async ({ search }) => {
      await knownAgent();
      await keepsakes.seek(search);
      // Where the page is open already, it hears of it.
      changed();
      return null;
    },
    'receipt.sought': async () => (await keepsakes.takeSought()) ?? null,
  };
}
