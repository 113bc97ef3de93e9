import type { Owner } from '@/lib/domain/agent';
import { isOwner } from '@/lib/domain/agent';
import type { Flow } from '@/lib/domain/flow';
import type { Store } from './store';

/**
 * What a pass knows of the outbox, newest flow first. Read once, then kept up with what the pass's own steps leave
 * behind: reading all of it after each step would cost more than the steps. It only offers work; whether a step still
 * applies is decided on the record itself, in the transaction that books it.
 */
export function createKnown(store: Pick<Store, 'list'>) {
  let whose: Owner | undefined;
  let flows: Map<string, Flow> | undefined;
  /** Written while the outbox was being read: the reading may be older. */
  let meanwhile: Flow[] = [];

  function take(flow: Flow): void {
    if (flow.unfinished === undefined) flows?.delete(flow.flowId);
    else flows?.set(flow.flowId, flow);
  }

  return {
    async of(owner: Owner): Promise<readonly Flow[]> {
      if (whose && !isOwner(whose, owner)) flows = undefined;
      if (!flows) {
        meanwhile = [];
        const read = await store.list(owner);
        whose = owner;
        flows = new Map(read.map((flow) => [flow.flowId, flow]));
        for (const flow of meanwhile.splice(0)) take(flow);
      }
      return [...flows.values()];
    },

    /** A step has left this record. */
    learn(flow: Flow): void {
      if (flows) take(flow);
      else meanwhile.push(flow);
    },

    /** Somebody else has written, or may have: the next look is at the disk. */
    forget(): void {
      flows = undefined;
    },
  };
}
export type Known = ReturnType<typeof createKnown>;
