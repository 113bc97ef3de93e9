import type { FlowView } from '@/lib/contract/views';
import type { Flow } from '@/lib/domain/flow';
import { apisOf } from '@/lib/domain/organisation';
import { flowView } from '@/lib/outbox/view';
import type { HandlerDeps } from './handlers';

type ViewDeps = Pick<HandlerDeps, 'world' | 'config' | 'keepsakes' | 'store' | 'stages'>;

/** Flows as pages see them, with what this session's memory and the organisation know of them. */
export function createViews({ world, config, keepsakes, store, stages }: ViewDeps) {
  return async function viewsOf(flows: readonly Flow[]): Promise<FlowView[]> {
    const known = await config.get();
    const seen = {
      now: world.now(),
      online: world.online(),
      products: known?.config.products ?? [],
      ...(known && { apis: apisOf(known.config) }),
      customers: await keepsakes.customers(),
      previews: await keepsakes.previews(),
      held: await store.held(),
      stageTimes: await stages.times(),
    };
    return flows.map((flow) => flowView(flow, seen));
  };
}
