import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import type { CreateCounter } from './limiter';
import { WINDOW_SECONDS } from './limiter';

const SECOND = 1_000;
const CONNECT_TIMEOUT = 5 * SECOND;
/** A limit is no reason to keep an agent waiting. */
const COMMAND_TIMEOUT = SECOND / 2;

/** Counts for all processes together, over Redis or Valkey; while that is away each counts its own. */
export function createRedisCounter(url: string): { readonly counter: CreateCounter; close(): void } {
  const storeClient = new Redis(url, {
    connectTimeout: CONNECT_TIMEOUT,
    commandTimeout: COMMAND_TIMEOUT,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    protocol: 2,
  });
  // What is wrong with it is told by the bus, which is connected to the same.
  storeClient.on('error', () => undefined);
  return {
    counter(name, points) {
      const usual = { keyPrefix: `satchel/${name}`, points, duration: WINDOW_SECONDS };
      const insuranceLimiter = new RateLimiterMemory(usual);
      return new RateLimiterRedis({ ...usual, storeClient, insuranceLimiter, rejectIfRedisNotReady: true });
    },
    close: () => storeClient.disconnect(),
  };
}
