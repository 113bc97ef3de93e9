import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Owner } from '@/lib/domain/agent';
import type { Limits } from './environment';
import { Refused } from './refused';

const SECOND = 1_000;
/** Seconds in which the allowed requests are counted. */
export const WINDOW_SECONDS = 60;

export type Counter = Pick<RateLimiterMemory, 'consume' | 'reward'>;
/** @param points how many are allowed in a window */
export type CreateCounter = (name: string, points: number) => Counter;

const inThisProcess: CreateCounter = (keyPrefix, points) =>
  new RateLimiterMemory({ keyPrefix, points, duration: WINDOW_SECONDS });

/** Counts requests by agent and by address, and refuses with `throttled` what is more than allowed. */
export function createLimiter(
  { perAgent, perAddress }: Limits = { perAgent: 0, perAddress: 0 },
  counter: CreateCounter = inThisProcess,
) {
  const agents = perAgent > 0 ? counter('agent', perAgent) : undefined;
  const addresses = perAddress > 0 ? counter('address', perAddress) : undefined;
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

async function take(counts: Counter | undefined, key: string): Promise<void> {
  await counts?.consume(key).catch((thrown: unknown) => {
    if (!(thrown instanceof RateLimiterRes)) throw thrown;
    throw new Refused('throttled', undefined, { retryAfter: Math.ceil(thrown.msBeforeNext / SECOND) || 1 });
  });
}
