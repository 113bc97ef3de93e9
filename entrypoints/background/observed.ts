import type { Flow } from '@/lib/domain/flow';
import type { Log } from '@/lib/log';
import { createLog, writeToConsole } from '@/lib/log';
import { createLogTail } from '@/lib/log-tail';
import { eventsOf } from '@/lib/outbox/events';
import { createStageWatch } from '@/lib/outbox/stage-watch';
import type { Store } from '@/lib/outbox/store';
import { createStore } from '@/lib/outbox/store';
import type { Vault } from '@/lib/session/vault';
import type { World } from '@/lib/world';
import type { Platform } from './compose';

/**
 * The log with its end, what Atlas's stages take, and a store whose writes both hear of.
 * @param changed told after every write what it has left
 */
export function createObserved(
  world: World,
  vault: Vault,
  platform: Pick<Platform, 'openStore' | 'writeLog'>,
  changed: (flow: Flow) => void,
) {
  const { openStore = createStore, writeLog = writeToConsole } = platform;
  const tail = createLogTail(world, vault);
  const stages = createStageWatch({ world, vault });
  const log: Log = createLog(world, (line) => {
    tail.write(line);
    writeLog(line);
  });
  const store = watched(
    openStore({ world, changed, damaged: () => log('record-damaged') }),
    (before, after) => {
      stages.saw(after);
      for (const event of eventsOf(before, after)) log('attempt', { ...event });
    },
  );
  return { log, tail, stages, store };
}

/** Tells of every write what the flow was before and is now. */
function watched(store: Store, saw: (before: Flow | undefined, after: Flow) => void): Store {
  return {
    ...store,
    async add(owner, loanId, bytes, make) {
      let before: Flow | undefined;
      const after = await store.add(owner, loanId, bytes, (flow, holders) => {
        before = flow;
        return make(flow, holders);
      });
      if (after) saw(before, after);
      return after;
    },
    async update(flowId, change, drop) {
      let before: Flow | undefined;
      const after = await store.update(
        flowId,
        (flow) => {
          before = flow;
          return change(flow);
        },
        drop,
      );
      if (after) saw(before, after);
      return after;
    },
  };
}
