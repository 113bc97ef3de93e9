import type { Owner } from '@/lib/domain/agent';
import type { Failed } from '@/lib/domain/failed';
import { toFailed } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import type { World } from '@/lib/world';
import type { Side } from './breaker';
import { sideOf, whoseIs } from './breaker';
import type { Gates, Offer, Round } from './gates';
import { createGates } from './gates';
import type { Known } from './known';
import { createKnown } from './known';
import { createRoom, laneOf } from './lanes';
import { begin, settle } from './machine';
import type { Perform } from './perform';
import type { Silence } from './silence';
import type { Result, Step } from './steps';
import { nextDueAt, nextSteps } from './steps';
import type { Store } from './store';

const SECOND = 1_000;
const DRAIN_LOCK = 'satchel-drain';
/** A due time this near is waited for awake; a later one is the alarm's. */
const NEAR = 15 * SECOND;
/** How often an agent who is looking has Atlas asked, whatever pace the line has come to. */
const WATCHED_PACE = 6 * SECOND;
const WATCH_LASTS = 120 * SECOND;
/** After a failure: no backoff of minutes for who looks, and nobody is hammered. Below `NEAR`, or the pass ends. */
const WATCHED_RETRY_PACE = 12 * SECOND;
/** How long what the disk would not take or give is left alone. */
const STUCK_WAIT = 60 * SECOND;
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
      nudge.abort();
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
    nudge.abort();
    return start();
  }
}
export type Drain = ReturnType<typeof createDrain>;

interface Look extends Round {
  readonly isWatched: boolean;
}

/** The steps under way: several captures at a time, one step with Atlas a flow. */
function createLanes(deps: DrainDeps, gates: Gates, known: Known) {
  const { world } = deps;
  const underWay = new Map<string, Promise<void>>();
  /** On which side each of them is busy. */
  const busyOn = new Map<string, Side>();
  const room = createRoom();
  /** Flows whose record could not be written: left alone until the next drain. */
  const stuck = new Set<string>();
  const lastAskedAt = new Map<string, number>();

  function launch({ flow, step, lane }: Offer): void {
    busyOn.set(lane, sideOf(step));
    room.take(lane, flow, step);
    const ended = runStep(deps, flow.flowId, step, known)
      .then((result) => {
        if (!result) return;
        gates.heard(flow, step, result, { now: world.now(), random: world.random });
        deps.silence.heard(result);
      })
      .catch((thrown: unknown) => {
        stuck.add(flow.flowId);
        deps.report({ step: step.do, failed: toFailed(thrown) });
      })
      .finally(() => {
        underWay.delete(lane);
        busyOn.delete(lane);
        room.leave(lane);
      });
    underWay.set(lane, ended);
  }

  function offersOf(flow: Flow, { now, hurry, isWatched }: Look): Offer[] {
    return nextSteps(eager(flow, now, isWatched), { now, hurry })
      .map((step) => ({ flow, step, lane: laneOf(flow, step), who: whoseIs(flow, step) }))
      .filter(({ lane }) => !underWay.has(lane));
  }

  return {
    busy: () => underWay.size > 0,
    next: () => Promise.race(underWay.size > 0 ? underWay.values() : [new Promise<void>(() => undefined)]),

    /** Starts all that is due and has a lane; says when the next thing is due that has not been started. */
    start(flows: readonly Flow[], look: Look): number | undefined {
      const { now, isWatched } = look;
      const free = flows.filter(({ flowId }) => !stuck.has(flowId));
      const dueTimes = free.length < flows.length ? [now + STUCK_WAIT] : [];
      const offers = free.flatMap((flow) => offersOf(flow, look));
      for (const side of ['storage', 'atlas'] as const) {
        const mine = offers.filter(({ step }) => sideOf(step) === side);
        const busy = [...busyOn.values()].includes(side);
        const { may, againAt } = gates.let(side, mine, flows, { ...look, busy });
        for (const offer of may) {
          const { step, flow, lane } = offer;
          if (underWay.has(lane) || !room.has(flow, step)) continue;
          // The fence stands in the same line.
          if (step.do === 'ask' || step.do === 'fence') lastAskedAt.set(flow.flowId, now);
          launch(offer);
        }
        // Due and not let through: looked at again when the breaker lets one try, or when the probe ends.
        if (againAt !== undefined) dueTimes.push(againAt > now ? againAt : now + NEAR);
      }
      for (const flow of free) dueTimes.push(nextDueAt(eager(flow, now, isWatched), now) ?? Infinity);
      const finite = dueTimes.filter(Number.isFinite);
      const later = finite.filter((dueAt) => dueAt > now);
      return later.length > 0 ? Math.min(...later) : finite.length > 0 ? now + SECOND : undefined;
    },
  };

  /** While somebody looks, Atlas is asked at the quick pace; after a failure less so, and a pause is a pause. */
  function eager(flow: Flow, now: number, isWatched: boolean): Flow {
    const { failure } = flow.asking;
    if (!isWatched || failure?.code === 'throttled' || failure?.retryAfterMs !== undefined) return flow;
    const soon = (lastAskedAt.get(flow.flowId) ?? 0) + (failure ? WATCHED_RETRY_PACE : WATCHED_PACE);
    return { ...flow, asking: { ...flow.asking, dueAt: Math.min(flow.asking.dueAt, Math.max(now, soon)) } };
  }
}

/** Decide, do, record. */
async function runStep(
  { world, store, perform }: DrainDeps,
  flowId: string,
  step: Step,
  known: Known,
): Promise<Result | undefined> {
  const moment = () => ({ now: world.now(), random: world.random, id: world.id });
  let booked = -1;
  const flow = await store.update(flowId, (before) => {
    const begun = begin(before, step, moment());
    booked = begun?.booked ?? -1;
    return begun?.flow;
  });
  if (!flow) {
    // It was offered from what the pass knew, and that is old.
    known.forget();
    return undefined;
  }
  known.learn(flow);
  const result = await perform(flow, step);
  const drop =
    result.do === 'release' && result.outcome.ended === 'done' ? capturesOf(flow, result.step.slotId) : [];
  const after = await store.update(flowId, (before) => settle(before, booked, result, moment()), drop);
  if (after) known.learn(after);
  return result;
}

function capturesOf(flow: Flow, slotId: string): string[] {
  const attempts = flow.documents.find((document) => document.slotId === slotId)?.attempts ?? [];
  return [...new Set(attempts.map(({ capture }) => capture.captureId))];
}
