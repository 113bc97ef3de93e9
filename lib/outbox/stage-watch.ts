import type { StageTimesView } from '@/lib/contract/flow-view';
import type { Flow } from '@/lib/domain/flow';
import type { StageHistory, StagesNoted } from '@/lib/domain/stage-times';
import type { Vault } from '@/lib/session/vault';
import type { World } from '@/lib/world';
import { learnt, note, stageTimes } from './stage-times';

/** Flows whose stages are remembered; the one that was not looked at for longest is forgotten. */
const MOST_FLOWS = 300;

export interface StageWatchDeps {
  readonly world: Pick<World, 'now'>;
  readonly vault: Pick<Vault, 'get' | 'set'>;
}

/** What this device has seen of how long Atlas takes. It is for the eye: nothing is decided by it, nothing waits for it. */
export function createStageWatch({ world, vault }: StageWatchDeps) {
  const flows = new Map<string, StagesNoted>();
  let history: StageHistory = {};
  let reading: Promise<void> | undefined;

  /** What a worker before this one knew; when the disk does not say, the next look asks again. */
  function recall(): Promise<void> {
    const read = async () => {
      history = (await vault.get('stageHistory')) ?? {};
      for (const [flowId, noted] of Object.entries((await vault.get('stagesNoted')) ?? {}))
        if (!flows.has(flowId)) flows.set(flowId, noted);
    };
    reading ??= read().then(undefined, () => {
      reading = undefined;
    });
    return reading;
  }

  async function look(flow: Flow): Promise<void> {
    await recall();
    const before = flows.get(flow.flowId);
    // What Atlas was never told of has no stages.
    if (!before && flow.atlas.state === 'none') return;
    const { noted, took } = note(flow, before, world.now());
    flows.delete(flow.flowId);
    flows.set(flow.flowId, noted);
    for (const oldest of [...flows.keys()].slice(0, -MOST_FLOWS)) flows.delete(oldest);
    // How often a flow is looked at is this worker's memory; only what has changed is worth a write.
    if (JSON.stringify(before?.over) === JSON.stringify(noted.over)) return;
    await vault.set('stagesNoted', Object.fromEntries(flows));
    if (Object.keys(took).length === 0) return;
    history = learnt(history, took);
    await vault.set('stageHistory', history);
  }

  return {
    /** A flow was written: its stages may have gone on. What cannot be kept is not missed. */
    saw(flow: Flow): void {
      void look(flow).then(undefined, () => undefined);
    },

    /** What was learnt: numbers alone. */
    async history(): Promise<StageHistory> {
      await recall();
      return history;
    },

    /** The times of a flow's stages as known now. */
    async times(): Promise<(flow: Flow) => StageTimesView | undefined> {
      await recall();
      return (flow) => stageTimes(flow, flows.get(flow.flowId), history, world.now());
    },
  };
}
export type StageWatch = ReturnType<typeof createStageWatch>;
