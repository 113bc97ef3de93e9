import type { FlowView } from '@/lib/contract/flow-view';
import type { Flow } from '@/lib/domain/flow';
import { apisOf } from '@/lib/domain/organisation';
import { flowView } from '@/lib/outbox/view';
import type { HandlerDeps } from './handlers';

type ViewDeps = Pick<HandlerDeps, 'world' | 'config' | 'keepsakes' | 'store' | 'stages'>;

/** Flows as pages see them, with what this session's memory and the organisation know of them. */
export function createViews({ world, config, keepsakes, store, stages }: ViewDeps) {
  return async function viewsOf(flows: readonly Flow[]): Promise<FlowView[]> {
    const [known, customers, previews, held, stageTimes] = await Promise.all([
      config.get(),
      keepsakes.customers(),
      keepsakes.previews(),
      store.held(),
      stages.times(),
    ]);
    const products = known?.config.products ?? [];
    const [now, online] = [world.now(), world.online()];
    const apis = known && { apis: apisOf(known.config) };
    const seen = { now, online, products, ...apis, customers, previews, held, stageTimes };
    return flows.map((flow) => flowView(flow, seen));
  };
}
