import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Owner } from '@/lib/domain/agent';
import type { Limits } from './environment';
import { Refused } from './refused';

const SECOND = 1_000;
/** Seconds in which the allowed requests are counted. */
const WINDOW_SECONDS = 60;

/** Counts requests by agent and by address, and refuses with `throttled` what is more than allowed. */
export function createLimiter({ perAgent, perAddress }: Limits = { perAgent: 0, perAddress: 0 }) {
  const agents = counter('agent', perAgent);
  const addresses = counter('address', perAddress);
  return {
    /** @throws Refused `throttled` */
    async agent({ tenantId, agentId }: Owner): Promise<void> {
      await take(agents, JSON.stringify([tenantId, agentId]));
    },

    /** @throws Refused `throttled` */
    async address(address: string | undefined): Promise<void> {
      if (address) await take(addresses, address);
    },

    /** What turned out to be Atlas's does not count: all of it comes from a few addresses. */
    async giveBack(address: string | undefined): Promise<void> {
      if (address) await addresses?.reward(address, 1);
    },
  };
}

type Counter = Pick<RateLimiterMemory, 'consume' | 'reward'>;

function counter(keyPrefix: string, points: number): Counter | undefined {
  return points > 0 ? new RateLimiterMemory({ keyPrefix, points, duration: WINDOW_SECONDS }) : undefined;
}

async function take(counts: Counter | undefined, key: string): Promise<void> {
  await counts?.consume(key).catch((thrown: unknown) => {
    if (!(thrown instanceof RateLimiterRes)) throw thrown;
    throw new Refused('throttled', undefined, { retryAfter: Math.ceil(thrown.msBeforeNext / SECOND) || 1 });
  });
}
