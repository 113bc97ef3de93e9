import type { Input, MethodName } from '@/lib/contract/rpc';
import { toFailed } from '@/lib/domain/failed';
import type { World } from '@/lib/world';
import type { Client } from './client';
import { createClient } from './client';

/** They only read, or find that it is done already. */
const repeatable: ReadonlySet<MethodName> = new Set([
  'state.get',
  'popup.open',
  'draft.keep',
  'flow.get',
  'flow.list',
  'flow.send',
  'flow.check',
  'flow.results',
  'folder.add',
  'folder.get',
  'folder.list',
  'receipt.list',
  'diagnosis.get',
  'rescue.plan',
]);

/** Before each further try, in milliseconds: a worker that is being stopped still takes messages, and answers none. */
const PAUSES = [100, 500, 2_000];

/**
 * A client for our own pages. The browser may end the background in the middle of a call and start it with the next
 * one: what may be asked twice is asked again, and only a background that stays away is said to be `disconnected`.
 */
export function createPatientClient(world: Pick<World, 'sleep'>, client: Client = createClient()): Client {
  return {
    async call(method, ...input) {
      for (const pause of mayRepeat(method, input[0]) ? PAUSES : []) {
        try {
          return await client.call(method, ...input);
        } catch (thrown) {
          if (toFailed(thrown).reason !== 'disconnected') throw thrown;
        }
        await world.sleep(pause);
      }
      return client.call(method, ...input);
    },
  };
}

/** A new document is known by its bytes; one that takes the place of another is not. */
function mayRepeat<M extends MethodName>(method: M, input: Input<M> | undefined): boolean {
  if (method !== 'capture.add') return repeatable.has(method);
  return typeof input === 'object' && !('slotId' in input && input.slotId !== undefined);
}
