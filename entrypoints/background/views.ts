import type { FlowView } from '@/lib/contract/flow-view';
import type { LoansView } from '@/lib/contract/loans-view';
import type { Agent } from '@/lib/domain/agent';
import type { Flow } from '@/lib/domain/flow';
import { apisOf } from '@/lib/domain/organisation';
import type { Sought } from '@/lib/outbox/listing';
import { findsIn, listLoans, noLoans } from '@/lib/outbox/listing';
import type { Unfinished } from '@/lib/outbox/reader';
import type { Seen } from '@/lib/outbox/seen';
import { flowView } from '@/lib/outbox/view';
import type { HandlerDeps } from './handlers';

type ViewDeps = Pick<HandlerDeps, 'world' | 'config' | 'keepsakes' | 'store' | 'stages'>;

/** Flows as pages see them, with what this session's memory and the organisation know of them. */
export function createViews({ world, config, keepsakes, store, stages }: ViewDeps) {
  /** What the organisation and this session's memory call them. */
  async function named(): Promise<Pick<Seen, 'products' | 'customers' | 'apis'>> {
    const [known, customers] = await Promise.all([config.get(), keepsakes.customers()]);
    return {
      products: known?.config.products ?? [],
      customers,
      ...(known && { apis: apisOf(known.config) }),
    };
  }

  async function look(names = named()): Promise<Seen> {
    const [called, previews, held, stageTimes] = await Promise.all([
      names,
      keepsakes.previews(),
      store.held(),
      stages.times(),
    ]);
    return { ...called, previews, held, stageTimes, now: world.now(), online: world.online() };
  }

  return {
    async viewsOf(flows: readonly Flow[]): Promise<FlowView[]> {
      const seen = await look();
      return flows.map((flow) => flowView(flow, seen));
    },

    /** An agent's loans without the parts of folders, as many as a page shows. Nobody has none. */
    async loansOf(
      agent: Agent | undefined,
      sought: Sought,
      open: Promise<Unfinished> | undefined = agent && store.unfinished(agent),
    ): Promise<LoansView> {
      if (!agent || !open) return noLoans(sought);
      const names = named();
      const isSought = sought.search === '' ? undefined : findsIn(sought.search, await names);
      const [{ flows }, finished, seen] = await Promise.all([
        open,
        store.finished(agent, sought.finished, isSought),
        look(names),
      ]);
      const loans = flows.filter(({ folder }) => folder === undefined);
      return listLoans(loans, finished, sought, seen);
    },
  };
}
