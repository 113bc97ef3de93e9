import type { ReceiptsSaid } from '@/lib/contract/rpc';
import type { Agent } from '@/lib/domain/agent';
import { dayFormat } from '@/lib/domain/day';
import type { Receipt } from '@/lib/domain/receipt';
import { isFound } from '@/lib/domain/receipt';
import type { Handlers } from '@/lib/rpc/server';
import type { HandlerDeps } from './handlers';

type ReceiptDeps = Pick<HandlerDeps, 'config' | 'keepsakes' | 'store' | 'changed'>;

/** What the page that asks shows of a receipt: its result, and the day as its language writes it. */
function wordsIn({ language, states }: ReceiptsSaid) {
  const day = dayFormat(language);
  return ({ state, firstSentAt }: Receipt) => [states[state], day.format(firstSentAt)];
}

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
    'receipt.list': async ({ search, said }) => {
      const [receipts, namesOf] = await Promise.all([store.receipts(await knownAgent()), names()]);
      const wordsOf = said ? wordsIn(said) : () => [];
      return receipts.filter((one) => isFound(one, search.trim(), [...namesOf(one), ...wordsOf(one)]));
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
