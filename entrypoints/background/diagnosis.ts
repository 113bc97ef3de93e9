import type { Known } from '@/lib/config';
import type { Diagnosis } from '@/lib/contract/diagnosis';
import type { FlowView } from '@/lib/contract/flow-view';
import type { StateView } from '@/lib/contract/state-view';
import type { Flow } from '@/lib/domain/flow';
import { diagnose } from '@/lib/outbox/diagnose';
import type { HandlerDeps } from './handlers';

type DiagnosisDeps = Pick<HandlerDeps, 'world' | 'config' | 'session' | 'store' | 'stages' | 'tail'>;

/** Finished loans that support may want to see beside those under way. */
const FINISHED = 20;

/** What support may see of this device, of the known agent's loans alone. */
export function createDiagnosis(
  { world, config, session, store, stages, tail }: DiagnosisDeps,
  state: () => Promise<StateView>,
  viewsOf: (flows: readonly Flow[]) => Promise<FlowView[]>,
) {
  return async function diagnosis(): Promise<Diagnosis> {
    const { agent } = await session.state();
    const known = await config.get();
    const flows = agent ? [...(await store.list(agent)), ...(await store.finished(agent, FINISHED))] : [];
    return diagnose({
      now: world.now(),
      state: await state(),
      organisation: known && organisationOf(known),
      flows,
      views: await viewsOf(flows),
      held: await store.held(),
      receipts: agent ? (await store.receipts(agent)).length : 0,
      stageHistory: await stages.history(),
      log: await tail.lines(),
    });
  };
}

function organisationOf({ config }: Known): Diagnosis['organisation'] {
  return {
    broker: new URL(config.addresses.broker).host,
    api: config.atlas.api,
    products: config.products.length,
    portals: config.portals.length,
    sealingKey: config.sealingKey.keyId,
  };
}
