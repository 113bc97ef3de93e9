import { Redis } from 'ioredis';
import type { Log } from '@/lib/log';
import type { Bus } from './bus';
import { createLocalBus } from './bus';

const SECOND = 1_000;
const CONNECT_TIMEOUT = 5 * SECOND;
const COMMAND_TIMEOUT = 2 * SECOND;
const CHANNEL = 'satchel/news';
/** A topic is a SHA-256 in base64url; nothing else on the channel is ours. */
const topicShape = /^[\w-]{43}$/;

/**
 * Between processes, over Redis or Valkey. Whoever is connected here is told at once and first, so an instance
 * without its Redis still serves its own clients; the others look now and then.
 */
export function createRedisBus(url: string, log: Log): Bus {
  const local = createLocalBus();
  // The older protocol is spoken by every server there is.
  const options = { connectTimeout: CONNECT_TIMEOUT, maxRetriesPerRequest: 1, protocol: 2 } as const;
  const publisher = new Redis(url, { ...options, commandTimeout: COMMAND_TIMEOUT });
  const subscriber = new Redis(url, { ...options, maxRetriesPerRequest: null });
  let isDown = false;
  const state = (down: boolean) => {
    if (down !== isDown) log(down ? 'bus-down' : 'bus-up');
    isDown = down;
  };
  for (const connection of [publisher, subscriber]) {
    connection.on('error', () => state(true));
    connection.on('ready', () => state(false));
  }
  subscriber.on('message', (_channel, topic) => {
    if (topicShape.test(topic)) void local.publish(topic);
  });
  // Rejects only when the connection is closed for good; a broken one subscribes again by itself.
  void subscriber.subscribe(CHANNEL).catch(() => undefined);

  return {
    async publish(topic) {
      await local.publish(topic);
      await publisher.publish(CHANNEL, topic).catch(() => state(true));
    },
    subscribe: local.subscribe,
    close() {
      publisher.disconnect();
      subscriber.disconnect();
      local.close();
    },
  };
}
