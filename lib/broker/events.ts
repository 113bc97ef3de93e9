import type { Owner } from '@/lib/domain/agent';
import type { World } from '@/lib/world';
import type { Bus } from './bus';
import { topicOf } from './bus';
import { Refused } from './refused';
import type { Called } from './callback-tokens';
import type { Results } from './results';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** How often a quiet stream shows that it lives, and looks by itself for what nobody announced. */
const BEAT = 20 * SECOND;
/** A stream ends before the agent's token does; the client comes back with a fresh one. */
const LIFE = 10 * MINUTE;
/** Streams of one agent at this process. */
const PER_AGENT = 8;
const COME_BACK_SECONDS = 30;

/** Which loan's flow is followed, and what the client has seen of it. */
export interface Followed {
  readonly loanId: string;
  /** The version last told, as `Last-Event-ID`. */
  readonly seen: string | undefined;
}

/** The stream to one client. */
export interface Listener {
  /** There is something new: its version. */
  tell(version: string): Promise<void>;
  /** Nothing is new; the line is alive. */
  beat(): Promise<void>;
  /** The client has gone, or the broker stops. */
  readonly ended: AbortSignal;
}

/** Lets clients learn of callbacks without asking Atlas. What is new is told by version alone, never by content. */
export function createEvents(deps: {
  readonly world: Pick<World, 'monotonic' | 'sleep'>;
  readonly bus: Bus;
  readonly results: Pick<Results, 'version'>;
}) {
  const { world, bus, results } = deps;
  const open = new Map<string, number>();

  async function follow(owner: Owner, { loanId, seen }: Followed, to: Listener): Promise<void> {
    const endsAt = world.monotonic() + LIFE;
    let news = new AbortController();
    const stop = bus.subscribe(topicOf({ owner, loanId }), () => news.abort());
    const end = () => news.abort();
    to.ended.addEventListener('abort', end);
    let known = seen;
    try {
      while (!to.ended.aborted && world.monotonic() < endsAt) {
        // Listening begins before the look, so that nothing falls between.
        news = new AbortController();
        const version = await results.version({ owner, loanId });
        if (version !== undefined && version !== known) await to.tell(version);
        else await to.beat();
        known = version;
        if (!to.ended.aborted) await world.sleep(BEAT, news.signal).catch(() => undefined);
      }
    } finally {
      to.ended.removeEventListener('abort', end);
      stop();
    }
  }

  return {
    /** Takes a place for one stream. @returns runs it to its end @throws Refused `throttled` */
    admit(owner: Owner): (followed: Followed, to: Listener) => Promise<void> {
      const who = JSON.stringify([owner.tenantId, owner.agentId]);
      const count = open.get(who) ?? 0;
      if (count >= PER_AGENT) throw new Refused('throttled', undefined, { retryAfter: COME_BACK_SECONDS });
      open.set(who, count + 1);
      return async (followed, to) => {
        await follow(owner, followed, to).finally(() => {
          const left = (open.get(who) ?? 1) - 1;
          if (left > 0) open.set(who, left);
          else open.delete(who);
        });
      };
    },

    /** A callback for this loan has come. */
    announce: (called: Called) => bus.publish(topicOf(called)),
  };
}
