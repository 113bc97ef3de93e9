import type { Flow } from '@/lib/domain/flow';
import type { Hear } from '@/lib/http/events';
import type { Session } from '@/lib/session/session';
import type { World } from '@/lib/world';
import { isAsked } from './asking';
import { checkNow } from './late';
import type { Perform } from './perform';
import { attemptsIn } from './steps';
import type { Store } from './store';

const SECOND = 1_000;
/** Streams at a time: without HTTP/2 a browser has six connections to the broker, and they are for documents. */
const MOST = 2;
/** A loan that is not asked about for so long gives its stream to another. */
const STAYS = 30 * SECOND;
/** After that Atlas is asked so seldom that a stream would be for one question. */
const FRESH = 150 * SECOND;
/** A stream that ended is not opened again sooner, whatever ended it. */
const REST = 30 * SECOND;

export interface ListeningDeps {
  readonly world: Pick<World, 'now' | 'monotonic'>;
  readonly hear: Hear;
  readonly session: Pick<Session, 'withAccess'>;
  /** Base address of the broker. */
  readonly broker: () => Promise<string>;
  readonly store: Pick<Store, 'update'>;
  /** Runs a write that makes work, and wakes the drain. */
  readonly after: (write: () => Promise<unknown>) => Promise<unknown>;
}

interface Stream {
  readonly stop: AbortController;
  askedAt: number;
}

/**
 * While the drain keeps the worker awake, the broker tells of callbacks for the loans that are asked about, so that a
 * verdict need not wait for the next question. It changes only when Atlas is asked; what does not come is asked for as
 * always, and a stream that fails is nobody's business.
 */
export function createListening({ world, hear, session, broker, store, after }: ListeningDeps) {
  const streams = new Map<string, Stream>();
  const rests = new Map<string, number>();
  /** What was told last of a flow, so that a stream that is opened again does not tell it again. */
  const seen = new Map<string, string>();
  let awake = 0;

  async function listen(
    { flowId, loanId, tenantId, agentId, atlas }: Flow,
    signal: AbortSignal,
  ): Promise<void> {
    if (atlas.state !== 'open') return;
    const path = `/v1/flows/${encodeURIComponent(atlas.flowUuid)}/events`;
    const url = `${await broker()}${path}?loanId=${encodeURIComponent(loanId)}`;
    await session.withAccess(
      (token) => {
        const last = seen.get(flowId);
        const headers = { authorization: `Bearer ${token}`, ...(last && { 'last-event-id': last }) };
        return hear({ url, headers, signal }, 'result', (version) => {
          seen.set(flowId, version);
          if (!signal.aborted) void after(() => store.update(flowId, bringForward)).catch(() => undefined);
        });
      },
      { tenantId, agentId },
    );
  }

  /** Asked at once, if it is asked about at all. */
  function bringForward(flow: Flow): Flow | undefined {
    const { failure, dueAt } = flow.asking;
    const now = world.now();
    return isAsked(flow) && !failure && dueAt > now ? checkNow(flow, { now }) : undefined;
  }

  function end(flowId: string): void {
    streams.get(flowId)?.stop.abort();
    streams.delete(flowId);
  }

  /** This flow is being asked about. */
  function follow(flow: Flow): void {
    const { flowId } = flow;
    const now = world.monotonic();
    const mine = streams.get(flowId);
    if (mine) mine.askedAt = now;
    for (const [id, { askedAt }] of streams) if (now - askedAt > STAYS) end(id);
    const isResting = now < (rests.get(flowId) ?? -Infinity);
    if (mine || awake === 0 || streams.size >= MOST || isResting || !isFresh(flow, world.now())) return;
    const stop = new AbortController();
    streams.set(flowId, { stop, askedAt: now });
    void listen(flow, stop.signal)
      .catch(() => undefined)
      .then(() => {
        if (streams.get(flowId)?.stop !== stop) return;
        streams.delete(flowId);
        rests.set(flowId, world.monotonic() + REST);
      });
  }

  return {
    /** As `perform`; what Atlas is told of or asked about is listened to from then on. */
    through(perform: Perform): Perform {
      return async (flow, step, soon) => {
        if (step.do === 'ask') follow(flow);
        const result = await perform(flow, step, soon);
        if (result.do === 'submit' && result.outcome.ended === 'done') follow(flow);
        return result;
      };
    },

    /** As `stayAwake`, which it adds to: what it has open ends with the last work that keeps the worker awake. */
    during(stayAwake: () => () => void): () => () => void {
      return () => {
        const letSleep = stayAwake();
        awake += 1;
        return () => {
          awake -= 1;
          if (awake === 0) for (const flowId of streams.keys()) end(flowId);
          letSleep();
        };
      };
    },
  };
}

/** Something was told to Atlas a moment ago, or it has just answered for the last document. */
function isFresh(flow: Flow, now: number): boolean {
  const told = [
    ...attemptsIn(flow, 'submitted').map(({ submittedAt }) => submittedAt),
    ...attemptsIn(flow, 'sent').map(({ sentAt }) => sentAt),
    ...(flow.comparing ? [flow.comparing.since] : []),
  ];
  return told.some((at) => Math.abs(now - at) < FRESH);
}
