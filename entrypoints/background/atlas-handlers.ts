import type { FlowView } from '@/lib/contract/flow-view';
import { Failed } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import { apisOf } from '@/lib/domain/organisation';
import { goBy } from '@/lib/outbox/go-by';
import type { Handlers } from '@/lib/rpc/server';
import type { HandlerDeps } from './handlers';

type AtlasDeps = Pick<HandlerDeps, 'config' | 'policy' | 'results' | 'addresses'>;
type AtlasMethod = 'flow.goBy' | 'flow.results' | 'flow.addresses';

/** What an agent asks of Atlas about one of his loans, and by which of its APIs the loan goes. */
export function createAtlasHandlers(
  { config, policy, results, addresses }: AtlasDeps,
  ownFlow: (flowId: string) => Promise<Flow>,
  changeFlow: (flowId: string, change: (flow: Flow) => Flow) => Promise<FlowView>,
): Pick<Handlers, AtlasMethod> {
  return {
    'flow.goBy': async ({ flowId, api }) => {
      const { config: ours } = await config.require();
      if (!apisOf(ours).includes(api))
        throw new Failed('forbidden', { detail: 'an API that is not used here' });
      return changeFlow(flowId, (flow) => goBy(flow, api));
    },
    'flow.results': async ({ flowId }) => {
      await policy.allows('results');
      return results(await ownFlow(flowId));
    },
    'flow.addresses': async ({ flowId, source }) => {
      await policy.allows('results');
      return addresses(await ownFlow(flowId), source);
    },
  };
}
