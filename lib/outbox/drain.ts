import type { Owner } from '@/lib/domain/agent';
import type { Failed } from '@/lib/domain/failed';
import { toFailed } from '@/lib/domain/failed';
import type { World } from '@/lib/world';
import { createGates } from './gates';
import { createKnown } from './known';
import type { Perform } from './perform';
import type { Silence } from './silence';
import type { Store } from './store';
import { createLanes, NEAR, STUCK_WAIT } from './under-way';

const SECOND = 1_000;
const DRAIN_LOCK = 'satchel-drain';
const WATCH_LASTS = 120 * SECOND;
/** When a worker that dies in the middle of a pass is brought back. */
const COME_BACK = 60 * SECOND;

export interface DrainDeps {
  readonly world: Pick<World, 'now' | 'random' | 'id' | 'sleep' | 'lock'>;
  readonly store: Pick<Store, 'list' | 'update'>;
  readonly perform: Perform;
  readonly silence: Silence;
  /** The agent who may send now, or `undefined`: a hold. */
  readonly sender: () => Promise<Owner | undefined>;
  /** Keeps the worker alive until the returned function is called; a request in flight does not. */
  readonly stayAwake: () => () => void;
  /** Tells the agent what needs him: before each rest, since whoever comes back may come back late. Never rejects. */
  readonly tell: () => Promise<void>;
  /** When work is next due (epoch ms); `undefined`: nothing is open. Arms or clears the alarm. */
  readonly restUntil: (dueAt: number | undefined) => Promise<void>;
  readonly report: (event: { step: string; failed: Failed }) => void;
}

export interface Wake {
  /** What held things up may just have gone: try held lines at once. */
  readonly hurry?: boolean;
  /** Somebody is looking: ask Atlas at the quick pace for a while. */
  readonly watched?: boolean;
  /** Nothing was written: what a pass knows of the outbox still holds. */
  readonly unchanged?: boolean;
}

/**
 * One pass over the outbox: decide (pure), do (the only await on the outside), record (one transaction).
 * The lock admits one drain over all contexts; a dead worker lets go of it, and a new drain is the recovery.
 */
export function createDrain(deps: DrainDeps) {
  const { world } = deps;
  const gates = createGates();
  let running: Promise<void> | undefined;
  /** What has been asked for since the last look at the outbox. */
  let wanted: Wake | undefined;
  let nudge = new AbortController();
  /** Writes under way that will make work. */
  let foretold = 0;
  let lastRest: Promise<unknown> = Promise.resolve();

  /** One after the other, so that the last one said is the one that holds; what is foretold keeps the alarm. */
  function restUntil(dueAt: number | undefined): Promise<void> {
    const turn = lastRest.then(() =>
      deps.restUntil(dueAt === undefined && foretold > 0 ? world.now() + COME_BACK : dueAt),
    );
    lastRest = Promise.allSettled([turn]);
    return turn;
  }

  async function drainOnce(): Promise<void> {
    const letSleep = deps.stayAwake();
    try {
      // In turn, not only if free: who holds the lock may have looked at the outbox for the last time.
      await world.lock(DRAIN_LOCK, {}, pass);
    } catch (thrown) {
      deps.report({ step: 'drain', failed: toFailed(thrown) });
      await deps.tell();
      await restUntil(world.now() + STUCK_WAIT);
    } finally {
      letSleep();
    }
  }

  async function pass(): Promise<void> {
    const known = createKnown(deps.store);
    const lanes = createLanes(deps, gates, known);
    await deps.silence.recall();
    let watchedUntil = 0;
    let isArmed = false;
    for (;;) {
      const wake = wanted;
      wanted = undefined;
      nudge.abort('looked');
      nudge = new AbortController();
      const { signal } = nudge;
      // With nothing under way a look costs nothing, and what a rest is judged by must be the disk.
      const isFresh = !lanes.busy();
      if (isFresh || (wake && !wake.unchanged)) known.forget();
      const owner = await deps.sender();
      const flows = owner ? await known.of(owner) : [];
      // Before any work, whoever woke us: the pass before may have ended with nothing open and no alarm.
      if (flows.length > 0 && !isArmed) await restUntil(world.now() + COME_BACK);
      isArmed = flows.length > 0;
      const now = world.now();
      if (wake?.hurry) deps.silence.afresh();
      if (wake?.watched) watchedUntil = now + WATCH_LASTS;
      const isWatched = now < watchedUntil && watchedUntil <= now + WATCH_LASTS;
      const hurry = gates.reopened() || (wake?.hurry ?? false);
      const dueAt = lanes.start(flows, { now, hurry, isWatched });
      const rest = lanes.busy() || isWatched ? 0 : await deps.silence.rest();
      const wakeAt = dueAt === undefined ? undefined : Math.max(dueAt, now + rest);
      const wait = wakeAt === undefined ? Infinity : Math.max(0, wakeAt - now);
      if (lanes.busy() || wait <= NEAR) {
        await Promise.race([lanes.next(), world.sleep(Math.min(wait, NEAR), signal).catch(() => undefined)]);
        continue;
      }
      if (!isFresh) continue;
      await deps.tell();
      await restUntil(wakeAt);
      isArmed = false;
      if (!wanted) return;
    }
  }

  function start(): Promise<void> {
    running ??= drainOnce().finally(() => {
      running = undefined;
      // A wake that came while the pass was ending is not lost.
      if (wanted) void start();
    });
    return running;
  }

  return {
    /** Every wake does the same thing, whatever woke us. Resolves when nothing near is left to do. */
    wake,

    /**
     * Runs a write that makes work, and wakes. The alarm is set before it: a worker that dies right after the write is
     * brought back, and no pass that ends meanwhile takes the alarm away.
     */
    async after<T>(write: () => Promise<T>, wanting: Wake = {}): Promise<T> {
      foretold += 1;
      try {
        await restUntil(world.now() + COME_BACK);
        return await write();
      } finally {
        foretold -= 1;
        // Also after a failure: the alarm is for nothing then, and the pass takes it away.
        void wake(wanting);
      }
    },
  };

  function wake({ hurry = false, watched = false, unchanged = false }: Wake = {}): Promise<void> {
    wanted = {
      hurry: hurry || (wanted?.hurry ?? false),
      watched: watched || (wanted?.watched ?? false),
      unchanged: unchanged && (wanted?.unchanged ?? true),
    };
    // With a reason of our own: the platform would make an error with a stack.
    nudge.abort('woken');
    return start();
  }
}
export type Drain = ReturnType<typeof createDrain>;
