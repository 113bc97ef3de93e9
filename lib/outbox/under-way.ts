import { toFailed } from '@/lib/domain/failed';
import type { Flow } from '@/lib/domain/flow';
import type { Side } from './breaker';
import { sideOf } from './breaker';
import type { DrainDeps } from './drain';
import type { Gates, Offer, Round } from './gates';
import type { Known } from './known';
import { createRoom, parcelsOf } from './lanes';
import { begin, settle } from './machine';
import { createPlans } from './plans';
import type { Soon } from './signing';
import type { Result, Step } from './steps';

const SECOND = 1_000;
/** A due time this near is waited for awake; a later one is the alarm's. */
export const NEAR = 15 * SECOND;
/** How long what the disk would not take or give is left alone. */
export const STUCK_WAIT = 60 * SECOND;
/** How often an agent who is looking has Atlas asked, whatever pace the line has come to. */
const WATCHED_PACE = 6 * SECOND;
/** After a failure: no backoff of minutes for who looks, and nobody is hammered. Below `NEAR`, or the pass ends. */
const WATCHED_RETRY_PACE = 12 * SECOND;

interface Look extends Round {
  readonly isWatched: boolean;
}

/** The steps under way: several captures at a time, one step with Atlas a flow. */
export function createLanes(deps: DrainDeps, gates: Gates, known: Known) {
  const { world } = deps;
  const underWay = new Map<string, Promise<void>>();
  /** On which side each of them is busy. */
  const busyOn = new Map<string, Side>();
  const room = createRoom();
  /** Flows whose record could not be written: left alone until the next drain. */
  const stuck = new Set<string>();
  /** What there was to do with the store when it was last looked; some of it has begun since. */
  let toStore: readonly Offer[] = [];
  const storedNext: Soon = () => parcelsOf(toStore);
  const lastAskedAt = new Map<string, number>();
  const planOf = createPlans();
  /** Flows as they are for somebody who looks, by what they are. */
  const hastened = new WeakMap<Flow, Flow>();

  function launch({ flow, step, lane }: Offer): void {
    busyOn.set(lane, sideOf(step));
    room.take(lane, flow, step);
    const ended = runStep(deps, flow.flowId, step, known, storedNext)
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

  return {
    busy: () => underWay.size > 0,
    next: () => Promise.race(underWay.size > 0 ? underWay.values() : [new Promise<void>(() => undefined)]),

    /** Starts all that is due and has a lane; says when the next thing is due that has not been started. */
    start(flows: readonly Flow[], look: Look): number | undefined {
      const { now } = look;
      const free = flows.filter(({ flowId }) => !stuck.has(flowId));
      const dueTimes = free.length < flows.length ? [now + STUCK_WAIT] : [];
      const planned = (flow: Flow) => planOf(eager(flow, look), look);
      const offers = free.flatMap((flow) => planned(flow).offers).filter(({ lane }) => !underWay.has(lane));
      for (const side of ['storage', 'atlas'] as const) {
        const mine = offers.filter(({ step }) => sideOf(step) === side);
        const busy = [...busyOn.values()].includes(side);
        const { may, againAt } = gates.let(side, mine, flows, { ...look, busy });
        if (side === 'storage') toStore = may;
        for (const offer of may) {
          const { step, flow, lane } = offer;
          if (underWay.has(lane) || !room.has(flow, step)) continue;
          // The fence stands in the same line; and of what it was told this moment, Atlas has nothing to say.
          if (step.do === 'ask' || step.do === 'fence' || step.do === 'submit')
            lastAskedAt.set(flow.flowId, now);
          launch(offer);
        }
        // Due and not let through: looked at again when the breaker lets one try, or when the probe ends.
        if (againAt !== undefined) dueTimes.push(againAt > now ? againAt : now + NEAR);
      }
      for (const flow of free) dueTimes.push(planned(flow).dueAt ?? Infinity);
      const finite = dueTimes.filter(Number.isFinite);
      const later = finite.filter((dueAt) => dueAt > now);
      return later.length > 0 ? Math.min(...later) : finite.length > 0 ? now + SECOND : undefined;
    },
  };

  /** While somebody looks, Atlas is asked at the quick pace; after a failure less so, and a pause is a pause. */
  function eager(flow: Flow, { now, isWatched }: Look): Flow {
    const { failure } = flow.asking;
    if (!isWatched || failure?.code === 'throttled' || failure?.retryAfterMs !== undefined) return flow;
    const soon = (lastAskedAt.get(flow.flowId) ?? 0) + (failure ? WATCHED_RETRY_PACE : WATCHED_PACE);
    const dueAt = Math.max(now, soon);
    if (flow.asking.dueAt <= dueAt) return flow;
    const before = hastened.get(flow);
    if (before?.asking.dueAt === dueAt) return before;
    const sooner = { ...flow, asking: { ...flow.asking, dueAt } };
    hastened.set(flow, sooner);
    return sooner;
  }
}

/** Decide, do, record. */
async function runStep(
  { world, store, perform }: DrainDeps,
  flowId: string,
  step: Step,
  known: Known,
  soon: Soon,
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
  const result = await perform(flow, step, soon);
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
