import type { Owner } from '@/lib/domain/agent';
import type { World } from '@/lib/world';
import { deletedCaptures, deleteUnsent } from './discard';
import type { Store } from './store';
import type { Witness } from './witness';

export interface ClearOutDeps {
  readonly world: Pick<World, 'now'>;
  readonly store: Pick<Store, 'list' | 'update'>;
  readonly witness: Pick<Witness, 'check'>;
}

/**
 * Deletes from this device what an agent has not sent, for good. Offline, too: what the store outside holds of it is
 * withdrawn when he signs in the next time. Dying half-way leaves records that say so, and the next one goes on.
 * @throws Failed when the disk does not take it
 */
export function createClearOut({ world, store, witness }: ClearOutDeps) {
  return async function clearOut(owner: Owner): Promise<void> {
    for (const { flowId } of await store.list(owner)) {
      // The record first, by itself: what the drain has sent meanwhile keeps its bytes.
      const flow = await store.update(flowId, (found) => deleteUnsent(found, world.now()));
      const gone = flow ? deletedCaptures(flow) : [];
      if (gone.length > 0) await store.update(flowId, (found) => found, gone);
    }
    // It must not take for a loss what the agent wanted.
    await witness.check();
  };
}
export type ClearOut = ReturnType<typeof createClearOut>;
